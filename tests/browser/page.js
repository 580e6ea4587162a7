// Runs in the page: puts parameters into a template as ogcard does, and measures what the browser made of it.
"use strict";

var card = {
  // Called while the document loads; `values` are parameters as sent, `faces` @font-face rules.
  prepare(values, faces) {
    addEventListener("DOMContentLoaded", () => {
      const style = document.createElement("style");
      style.textContent = faces;
      document.head.prepend(style);
      card.substitute(values);
    });
  },

  substitute(values) {
    const declared = {};
    for (const meta of document.querySelectorAll('meta[name="param"]'))
      declared[meta.content] = meta.dataset.default || "";
    const value = (name) => {
      const sent = values[name];
      return (sent !== undefined && sent !== "" ? sent : declared[name] || "").normalize("NFC");
    };
    // {{a ?? b ?? 'text'}}: the first that is not empty.
    const choose = (expression) => {
      for (const part of expression.split("??").map((name) => name.trim())) {
        const quoted = /^(["'])(.*)\1$/.exec(part);
        const found = quoted ? quoted[2] : value(part);
        if (found !== "") return found;
      }
      return "";
    };
    const expand = (text) => text.replace(/\{\{([^}]*)\}\}/g, (_, expression) => choose(expression));
    for (const element of document.querySelectorAll("[data-if], [data-unless]")) {
      const { if: when, unless } = element.dataset;
      const absent = when !== undefined && choose(when) === "";
      const unwanted = unless !== undefined && choose(unless) !== "";
      if (absent || unwanted) element.remove();
    }
    const walker = document.createTreeWalker(document, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) {
        if (node.data.includes("{{")) node.data = expand(node.data);
        continue;
      }
      for (const attribute of [...node.attributes])
        if (attribute.value.includes("{{") && node.tagName !== "META") attribute.value = expand(attribute.value);
    }
  },

  async settle() {
    await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
    document.body.getBoundingClientRect();
    await document.fonts.ready;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await document.fonts.ready;
  },

  // Elements in document order that have a box.
  elements() {
    const found = [];
    const visit = (element) => {
      const display = getComputedStyle(element).display;
      if (display === "none" || ["BR", "SCRIPT", "STYLE", "WBR"].includes(element.tagName)) return;
      if (display !== "contents") found.push(element);
      if (element.namespaceURI === "http://www.w3.org/1999/xhtml") [...element.children].forEach(visit);
    };
    visit(document.body);
    return found;
  },

  isInline(element) {
    return /^(inline|contents|ruby)/.test(getComputedStyle(element).display);
  },

  // The paragraphs of a block container: lists of text nodes, one for each run of inline content.
  paragraphs(element) {
    if (card.isInline(element) && getComputedStyle(element).display === "inline") return [];
    const runs = [];
    let run = [];
    const end = () => {
      if (run.some((node) => /[^ \t\n\r\f]/.test(node.data))) runs.push(run);
      run = [];
    };
    const flex = getComputedStyle(element).display.endsWith("flex");
    const visit = (parent) => {
      for (const child of parent.childNodes) {
        if (child.nodeType === Node.TEXT_NODE) run.push(child);
        if (child.nodeType !== Node.ELEMENT_NODE) continue;
        const style = getComputedStyle(child);
        if (flex && child.tagName !== "BR") end();
        if (style.display === "none" || style.position === "absolute" || style.position === "fixed") continue;
        if (style.display === "inline") visit(child);
        else if (!card.isInline(child)) end();
      }
    };
    visit(element);
    end();
    return runs;
  },

  // Lines of a list of text nodes: text and extent, from the boxes of single graphemes.
  lines(nodes, emPx) {
    const lines = [];
    const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });
    const range = document.createRange();
    let line = null;
    let pending = "";
    for (const node of nodes) {
      for (const { segment, index } of segmenter.segment(node.data)) {
        if (/^[ \t\n\r\f]+$/.test(segment)) {
          pending += segment;
          continue;
        }
        range.setStart(node, index);
        range.setEnd(node, index + segment.length);
        const rect = [...range.getClientRects()].filter((each) => each.width > 0).pop();
        if (!rect) {
          pending += segment;
          continue;
        }
        const center = (rect.top + rect.bottom) / 2;
        if (!line || (center - line.center > emPx / 2 && (rect.top > line.center || rect.left < line.right - 1))) {
          line = { text: "", left: rect.left, right: rect.right, center };
          lines.push(line);
        }
        line.text += pending + segment;
        pending = "";
        line.left = Math.min(line.left, rect.left);
        line.right = Math.max(line.right, rect.right);
      }
    }
    return lines.map(({ text, left, right }) => ({ text, x: left, width: right - left }));
  },

  // Everything about the elements; boxes as they are before transforms.
  measure() {
    // Not none: what is transformed is a containing block.
    const moved = card.elements().filter((element) => getComputedStyle(element).transform !== "none");
    const kept = moved.map((element) => element.getAttribute("style"));
    for (const element of moved) element.style.setProperty("transform", "translate(0)", "important");
    const found = card.elements().map((element) => {
      const style = getComputedStyle(element);
      const rect = element.getBoundingClientRect();
      const emPx = parseFloat(style.fontSize);
      return {
        tag: element.tagName.toLowerCase(),
        id: element.id,
        display: style.display,
        box: [rect.left, rect.top, rect.width, rect.height],
        fits: style.getPropertyValue("--ogcard-min-font-size").trim() !== "",
        wrap: style.textWrapMode === "nowrap" ? "nowrap" : style.textWrapStyle,
        transforms_text: style.textTransform !== "none",
        paragraphs: card.paragraphs(element).map((nodes) => card.lines(nodes, emPx)),
      };
    });
    moved.forEach((element, i) =>
      kept[i] === null ? element.removeAttribute("style") : element.setAttribute("style", kept[i]));
    return found;
  },

  // `changes`: per element {index, fontSize, breaks}, where breaks lists for each paragraph how many letters (white
  // space aside) stand before each end of a line. For what CSS leaves to the renderer: fitting and text-wrap: pretty.
  adjust(changes) {
    const elements = card.elements();
    const planned = changes.map((change) => [change, elements[change.index], card.paragraphs(elements[change.index])]);
    for (const [change, element, paragraphs] of planned) {
      if (change.fontSize) element.style.fontSize = change.fontSize + "px";
      if (!change.breaks) continue;
      // Forced breaks would change what the element is wide by itself.
      if (!change.fontSize) {
        element.style.width = getComputedStyle(element).width;
        element.style.flexBasis = "auto";
      }
      const style = getComputedStyle(element);
      const start = style.textAlign === "start" || style.textAlign === (style.direction === "rtl" ? "right" : "left");
      element.style.textWrapMode = "nowrap";
      // A space before <br> vanishes with its kerning, which stays where the browser breaks a line by itself.
      const preserve = start && style.whiteSpaceCollapse === "collapse";
      if (preserve) {
        element.style.whiteSpaceCollapse = "preserve";
        if (style.minWidth === "auto") element.style.minWidth = "0"; // lines got wider by their last space
        paragraphs.forEach(card.collapse);
      }
      paragraphs.forEach((nodes, i) => card.breakAt(nodes, change.breaks[i] || [], preserve));
    }
  },

  // White space as it would be without being preserved.
  collapse(nodes) {
    let blank = true;
    for (const node of nodes) {
      node.data = node.data.replace(/[ \t\n\r\f]+/g, " ");
      if (blank) node.data = node.data.replace(/^ /, "");
      if (node.data) blank = node.data.endsWith(" ");
    }
    const last = nodes.findLast((node) => node.data);
    if (last) last.data = last.data.replace(/ $/, "");
  },

  // Breaks behind the blanks that follow the letters counted.
  breakAt(nodes, counts, preserve) {
    const ends = new Set(counts);
    let letters = 0;
    let due = false;
    for (let node of nodes) {
      let offset = 0;
      for (const letter of node.data) {
        if (card.isBlank(letter)) {
          offset += letter.length;
          continue;
        }
        if (due) {
          node = node.splitText(offset);
          node.before(preserve ? "\n" : document.createElement("br"));
          offset = 0;
          // Go on in the rest: its letters are the ones that this loop still has.
        }
        offset += letter.length;
        due = ends.has(++letters);
      }
    }
  },

  isBlank(letter) {
    return /[ \t\n\r\f\u00ad\u200b\u2060\ufeff\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/.test(letter);
  },
};
