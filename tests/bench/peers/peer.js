// The cards of tests/bench/templates by other renderers.
//
//     peer.js NAME TEMPLATES FONTS          takes orders as card_bench does: `render EFFORT COUNT` and COUNT targets;
//                                           `draw FILE` and a target writes a card
//     peer.js NAME TEMPLATES FONTS serve    serves the targets on all cores and prints the port
//
// NAME is takumi or satori, which draws by resvg. The trees are built as the templates are.

import cluster from "node:cluster";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { availableParallelism } from "node:os";
import { createInterface } from "node:readline";

const [name, templates, fontFolder, serve] = process.argv.slice(2);
const WIDTH = 1200, HEIGHT = 630;

const fonts = [["Medium", 500], ["Bold", 700]].map(([face, weight]) => (
  { name: "Inter", data: readFileSync(`${fontFolder}/Inter-${face}.otf`), weight, style: "normal" }));
const cover = readFileSync(`${templates}/logo/cover.jpg`);
const mark = readFileSync(`${templates}/logo/mark.svg`);

// ---- the cards: box(style, ...children), text(style, string), image(name, style) are each renderer's own ----

const body = { display: "flex", width: WIDTH, height: HEIGHT, backgroundColor: "#111827", color: "#fff",
  fontFamily: "Inter" };
const column = { display: "flex", flexDirection: "column", justifyContent: "center" };
const headline = { fontSize: 72, fontWeight: 700, lineHeight: 1.15 };
const site = { color: "#9ca3af", fontSize: 28, fontWeight: 500 };

function plain({ box, text }, title, ground) {
  return box({ ...body, ...column, padding: 80, ...ground },
    text(headline, title), text({ ...site, marginTop: 40 }, "cuckoo.network"));
}

const cards = {
  flat: (make, title) => plain(make, title, {}),
  linear: (make, title) => plain(make, title, { backgroundImage: "linear-gradient(135deg, #111827, #1e3a8a)" }),
  logo: (make, title) => make.box(body,
    make.box({ ...column, width: 820, padding: 60 },
      make.text({ ...headline, fontSize: 64 }, title),
      make.box({ display: "flex", alignItems: "center", marginTop: 40 },
        make.image("mark", { width: 64, height: 64, marginRight: 20 }), make.text(site, "cuckoo.network"))),
    make.image("cover", { width: 380, height: 630, objectFit: "cover" })),
};

// ---- the renderers: each gives a function from a card to a PNG ----

async function takumi() {
  const { Renderer } = await import("@takumi-rs/core");
  const renderer = new Renderer();
  for (const font of fonts)
    await renderer.registerFont(font);
  const make = {
    box: (style, ...children) => ({ type: "container", style: { boxSizing: "border-box", ...style }, children }),
    text: (style, string) => ({ type: "text", text: string, style }),
    image: (src, style) => ({ type: "image", src, style }),
  };
  const images = [{ src: "cover", data: cover }, { src: "mark", data: mark }];
  return (card, title) => renderer.render(card(make, title), { width: WIDTH, height: HEIGHT, format: "png", images });
}

async function satori() {
  const { default: draw } = await import("satori");
  const { Resvg } = await import("@resvg/resvg-js");
  const element = (type, style, more) => ({ type, props: { style, ...more } });
  const sources = { cover: `data:image/jpeg;base64,${cover.toString("base64")}`,
    mark: `data:image/svg+xml;base64,${mark.toString("base64")}` };
  const make = {
    box: (style, ...children) => element("div", { boxSizing: "border-box", ...style }, { children }),
    text: (style, string) => element("div", style, { children: string }),
    image: (src, style) => element("img", style, { src: sources[src] }),
  };
  return async (card, title) => {
    const svg = await draw(card(make, title), { width: WIDTH, height: HEIGHT, fonts });
    return new Resvg(svg, { font: { loadSystemFonts: false } }).render().asPng();
  };
}

const render = await { takumi, satori }[name]();

function renderTarget(target) {
  const url = new URL(target, "http://localhost");
  return render(cards[url.pathname.split("/").pop()], url.searchParams.get("title"));
}

// ---- orders and requests ----

async function takeOrders() {
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const next = async () => (await lines.next()).value;
  for (let order; (order = await next());) {
    if (order.startsWith("draw ")) {
      writeFileSync(order.slice(5), await renderTarget(await next()));
      process.stdout.write("\n");
      continue;
    }
    const targets = [];
    for (let count = Number(order.split(" ")[2]); targets.length < count;)
      targets.push(await next());
    const answers = [];
    for (const target of targets) {
      const before = process.cpuUsage(), start = process.hrtime.bigint();
      const png = await renderTarget(target);
      const elapsed = process.hrtime.bigint() - start, used = process.cpuUsage(before);
      answers.push(`${png.length} ${elapsed} ${(used.user + used.system) * 1000}\n`);
    }
    process.stdout.write(answers.join(""));
  }
}

function answerRequests() {
  const server = createServer(async (request, response) => {
    const png = await renderTarget(request.url);
    response.writeHead(200, { "Content-Type": "image/png", "Content-Length": png.length }).end(png);
  });
  server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));
}

if (!serve) {
  await takeOrders();
} else if (cluster.isPrimary) {
  let ready = 0;
  cluster.schedulingPolicy = cluster.SCHED_NONE; // no connection passes through this process
  process.on("SIGTERM", () => {
    for (const worker of Object.values(cluster.workers))
      worker.process.kill("SIGKILL");
    process.exit();
  });
  for (let i = 0; i < availableParallelism(); i++)
    cluster.fork();
  cluster.on("message", (_, { port }) => {
    if (++ready === availableParallelism())
      console.log(port);
  });
} else {
  answerRequests();
}
