"use strict";

const byId = (id) => document.getElementById(id);
let templates = [];
let shown = 0; // number of the newest request, so that a slow older one does not replace it
let objectUrl = "";

function field(parameter) {
  const label = document.createElement("label");
  let input;
  if (parameter.type === "choice") {
    input = document.createElement("select");
    for (const choice of parameter.choices) input.append(new Option(choice, choice));
  } else if (parameter.type === "text" && parameter.required) {
    input = document.createElement("textarea");
    input.maxLength = parameter.maxLength || 300;
  } else {
    input = document.createElement("input");
    input.type = { flag: "checkbox", number: "number" }[parameter.type] || "text";
  }
  input.name = parameter.name;
  if (parameter.type === "flag") {
    label.className = "flag";
    label.append(input, parameter.name);
  } else {
    input.value = parameter.required ? parameter.example || "" : parameter.type === "choice" ? parameter.default : "";
    input.placeholder = parameter.default || parameter.example || "";
    label.append(parameter.name, input);
  }
  label.title = parameter.type;
  return label;
}

function current() {
  return templates.find((template) => template.name === byId("template").value);
}

function buildForm() {
  const template = current();
  const kept = new Map([...byId("parameters").querySelectorAll("[name]")].map((input) => [input.name, input.value]));
  byId("about").textContent = template.description;
  byId("parameters").replaceChildren(...template.parameters.map(field));
  const title = byId("parameters").querySelector('[name="title"]');
  if (title && kept.get("title")) title.value = kept.get("title");
  byId("frame").style.aspectRatio = `${template.width} / ${template.height}`;
}

function cardUrl() {
  const pairs = [];
  for (const input of byId("parameters").querySelectorAll("[name]")) {
    const value = input.type === "checkbox" ? (input.checked ? "1" : "") : input.value;
    const parameter = current().parameters.find((p) => p.name === input.name);
    if (value && value !== parameter.default) {
      pairs.push(`${encodeURIComponent(input.name)}=${encodeURIComponent(value)}`);
    }
  }
  return `${location.origin}/api/${encodeURIComponent(current().name)}${byId("format").value}?${pairs.join("&")}`;
}

function escapeHtml(text) {
  return text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);
}

function tags(url) {
  const template = current();
  const title = byId("parameters").querySelector('[name="title"]');
  const type = { "": "png", ".jpg": "jpeg", ".webp": "webp" }[byId("format").value];
  return [
    `<meta property="og:image" content="${escapeHtml(url)}">`,
    `<meta property="og:image:type" content="image/${type}">`,
    `<meta property="og:image:width" content="${template.width}">`,
    `<meta property="og:image:height" content="${template.height}">`,
    `<meta property="og:image:alt" content="${escapeHtml(title ? title.value : template.name)}">`,
    `<meta name="twitter:card" content="summary_large_image">`,
  ].join("\n");
}

async function show() {
  const url = cardUrl();
  const number = ++shown;
  const status = byId("status");
  byId("url").textContent = url;
  byId("tags").textContent = tags(url);
  byId("frame").classList.add("waiting");
  const start = performance.now();
  try {
    const response = await fetch(url);
    if (number !== shown) return;
    if (!response.ok) throw new Error((await response.text()).trim());
    const blob = await response.blob();
    if (number !== shown) return;
    const missing = response.headers.get("X-Ogcard-Missing-Glyphs");
    if (objectUrl) URL.revokeObjectURL(objectUrl);
    objectUrl = URL.createObjectURL(blob);
    byId("card").src = objectUrl;
    status.className = missing ? "bad" : "";
    status.textContent = `${(blob.size / 1024).toFixed(1)} KB in ${Math.round(performance.now() - start)} ms` +
      (missing ? `; no font covers ${missing} of the characters` : "");
  } catch (error) {
    if (number !== shown) return;
    status.className = "bad";
    status.textContent = error.message;
  } finally {
    if (number === shown) byId("frame").classList.remove("waiting");
  }
}

let timer = 0;
function showSoon() {
  clearTimeout(timer);
  timer = setTimeout(show, 150);
}

async function start() {
  const list = await (await fetch("/api")).json();
  templates = list.templates;
  for (const template of templates) byId("template").append(new Option(template.name, template.name));
  const first = templates.find((template) => template.name === "og") || templates[0];
  byId("template").value = first.name;
  buildForm();
  byId("template").addEventListener("change", buildForm);
  byId("form").addEventListener("input", showSoon);
  byId("form").addEventListener("submit", (event) => event.preventDefault());
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(byId(button.dataset.copy).textContent);
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 1200);
    });
  }
  show();
}

start();
