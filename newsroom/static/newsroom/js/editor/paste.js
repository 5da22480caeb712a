// What is pasted, made ready for the schema: lists of Word are lists, bold of Google Docs is bold, the rest is text.
//
// Styles are read as text from an attribute of another name, never applied: the content security policy refuses inline
// ones, and complains of each.

import { LIST_DEPTH, safeHref } from "newsroom/editor/blocks";

const STYLE = "data-was-style";
const UNPRINTED = "script, style, link, meta, title, base, template, noscript, xml, [hidden]";
const PICTURES = "img, picture, svg, video, audio, iframe, object, embed, canvas";
const BLOCKS = "p, h1, h2, h3, h4, h5, h6, ul, ol, li, table, blockquote, figure, div, hr, aside";
const ORDERED = /^\(?(?:\d+|[a-zđ]|[ivxlcdm]+)(?:\.\d+)*[.):/]/i;
const NBSP = "\u00a0";

/** Return pasted HTML as the schema reads it well; `onPictures` hears of pictures that cannot be taken along. */
export function cleanPaste(html, onPictures) {
  if (html.includes("data-pm-slice")) return html; // from this editor or another of its kind
  const body = parse(html);
  body.querySelectorAll(UNPRINTED).forEach((found) => found.remove());
  unwrapOffice(body);
  if (dropPictures(body)) onPictures();
  nestLists(body);
  readStyles(body);
  tidyLinks(body);
  flattenTables(body);
  splitLines(body);
  dropEmpty(body);
  for (const found of body.querySelectorAll(`[${STYLE}]`)) found.removeAttribute(STYLE);
  return body.innerHTML;
}

function parse(html) {
  const safe = html
    .replace(/<style\b[\s\S]*?<\/style\s*>/gi, "")
    .replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/([\s"'\/])(style|on[a-z]+)(?=\s*=)/gi, "$1data-was-$2"));
  return new DOMParser().parseFromString(safe, "text/html").body;
}

function style(dom) {
  return (dom.getAttribute(STYLE) ?? "").replace(/\s+/g, " ");
}

function unwrap(dom) {
  dom.replaceWith(...dom.childNodes);
}

function rename(dom, tag) {
  const made = dom.ownerDocument.createElement(tag);
  for (const { name, value } of dom.attributes) made.setAttribute(name, value);
  made.append(...dom.childNodes);
  dom.replaceWith(made);
  return made;
}

// <o:p>, <w:sdt>, <st1:place> … are Word's own; what they hold is text.
function unwrapOffice(body) {
  for (const found of body.querySelectorAll("*")) if (found.localName.includes(":")) unwrap(found);
  for (const found of body.querySelectorAll("p.MsoTitle")) rename(found, "h2");
  for (const found of body.querySelectorAll(`[${STYLE}*="mso-tab-count"]`)) found.replaceWith(" ");
}

function dropPictures(body) {
  const found = [...body.querySelectorAll(PICTURES)];
  found.forEach((picture) => picture.remove());
  return found.some((picture) => picture.matches("img, picture, svg"));
}

// --- Word's lists: paragraphs that say in a style which list and level they are of --------------------------------

function level(dom) {
  const said = /mso-list: ?(l\d+) level(\d+)/.exec(style(dom));
  return said && { list: said[1], depth: Math.min(Number(said[2]), LIST_DEPTH) };
}

function nestLists(body) {
  for (const first of body.querySelectorAll("p, div")) {
    if (!first.isConnected && !body.contains(first)) continue;
    if (!level(first)) continue;
    if (first.closest("td, th")) {
      keepMarker(first);
      continue;
    }
    const run = [];
    for (let next = first; next?.matches?.("p, div") && level(next); next = next.nextElementSibling) run.push(next);
    first.before(...build(run));
    run.forEach((paragraph) => paragraph.remove());
  }
  // A numbered heading keeps its number, as it is text to the reader.
  for (const found of body.querySelectorAll("h1, h2, h3, h4, h5, h6")) keepMarker(found);
}

function build(run) {
  const lists = [];
  let open = []; // the list of each depth
  for (const paragraph of run) {
    const { list, depth } = level(paragraph);
    const tag = ORDERED.test(takeMarker(paragraph)) ? "ol" : "ul";
    open = open.slice(0, depth);
    const beside = open[depth - 1];
    if (beside && (beside.tag !== tag || beside.list !== list)) open = open.slice(0, depth - 1);
    if (open.length < depth) {
      const made = { tag, list, dom: paragraph.ownerDocument.createElement(tag) };
      const over = open.at(-1)?.dom.lastElementChild;
      if (over) over.append(made.dom);
      else lists.push(made.dom);
      // A level that was skipped does not exist for us.
      open.push(made);
    }
    const item = paragraph.ownerDocument.createElement("li");
    item.append(...paragraph.childNodes);
    open.at(-1).dom.append(item);
  }
  return lists;
}

function marker(dom) {
  return dom.querySelector(`[${STYLE}*="mso-list"][${STYLE}*="gnore"]`);
}

function takeMarker(dom) {
  const found = marker(dom);
  const said = found?.textContent.replaceAll(NBSP, " ").trim() ?? "";
  found?.remove();
  return said;
}

function keepMarker(dom) {
  const found = marker(dom);
  if (!found) return;
  const said = found.textContent.replaceAll(NBSP, " ").trim();
  found.replaceWith(ORDERED.test(said) ? `${said} ` : "– ");
}

// --- Marks that only a style says: Google Docs, LibreOffice, mail -------------------------------------------------

function readStyles(body) {
  for (const found of body.querySelectorAll("b, strong, i, em")) {
    const said = style(found);
    const bold = found.matches("b, strong");
    if (bold && /font-weight: ?(normal|[1-4]00)/.test(said)) unwrap(found);
    else if (!bold && /font-style: ?normal/.test(said)) unwrap(found);
  }
  for (const found of body.querySelectorAll(`span[${STYLE}], font[${STYLE}], a[${STYLE}]`)) {
    const said = style(found);
    if (/font-weight: ?(bold|[6-9]00)/.test(said) && !found.closest("h1, h2, h3, h4, h5, h6")) wrapInside(found, "strong");
    if (/font-style: ?italic/.test(said)) wrapInside(found, "em");
    if (/vertical-align: ?super/.test(said)) wrapInside(found, "sup");
    if (/vertical-align: ?sub/.test(said)) wrapInside(found, "sub");
  }
  for (const found of body.querySelectorAll("h1, h2, h3, h4, h5, h6")) found.querySelectorAll("b, strong").forEach(unwrap);
}

function wrapInside(dom, tag) {
  const made = dom.ownerDocument.createElement(tag);
  made.append(...dom.childNodes);
  dom.append(made);
}

function tidyLinks(body) {
  for (const found of body.querySelectorAll("a")) {
    let href = found.getAttribute("href")?.trim() ?? "";
    const through = /^https?:\/\/www\.google\.[a-z.]+\/url\?(.*)$/.exec(href);
    if (through) href = new URLSearchParams(through[1]).get("q") ?? href;
    // A mark in the document it came from, or a path of the site it came from, leads nowhere here.
    if (/^(https?:|mailto:|tel:)/i.test(href) && safeHref(href)) found.setAttribute("href", href);
    else unwrap(found);
  }
}

// --- Structure the schema does not have ---------------------------------------------------------------------------

// A cell holds paragraphs. A table of one cell is a frame somebody drew.
function flattenTables(body) {
  for (const table of [...body.querySelectorAll("table")].reverse()) {
    const cells = [...table.querySelectorAll("td, th")];
    if (cells.length > 1 && !table.parentElement.closest("td, th")) continue;
    const made = table.ownerDocument.createElement("div");
    for (const cell of cells) made.append(rename(cell, "div"));
    table.replaceWith(made);
  }
  for (const cell of body.querySelectorAll("td, th")) {
    cell.querySelectorAll("li").forEach((item) => item.prepend(item.parentElement.matches("ol") ? `${place(item)}. ` : "– "));
    cell.querySelectorAll("li, h1, h2, h3, h4, h5, h6").forEach((found) => rename(found, "p"));
    cell.querySelectorAll("ul, ol, blockquote, figure, aside").forEach(unwrap);
  }
}

function place(item) {
  return [...item.parentElement.children].indexOf(item) + 1;
}

// Two line breaks in a row are a paragraph to whoever typed them; between loose lines one is enough.
function splitLines(body) {
  const separate = (dom, breaks) => {
    const lines = [[]];
    let waiting = [];
    for (const child of [...dom.childNodes]) {
      if (child.nodeName === "BR") waiting.push(child);
      else if (child.nodeType === 3 && !child.data.trim() && waiting.length) continue;
      else {
        if (waiting.length >= breaks) lines.push([]);
        else lines.at(-1).push(...waiting);
        waiting = [];
        lines.at(-1).push(child);
      }
    }
    return lines;
  };
  for (const dom of body.querySelectorAll("p, div")) {
    if (!dom.querySelector(":scope > br") || dom.closest("td, th, li") || dom.querySelector(BLOCKS)) continue;
    const lines = separate(dom, dom.matches("p") ? 2 : 1);
    const made = lines.map((line) => {
      const paragraph = dom.ownerDocument.createElement("p");
      paragraph.append(...line);
      return paragraph;
    });
    dom.replaceWith(...made);
  }
  if (body.querySelector(":scope > br") && !body.querySelector(BLOCKS)) {
    const made = separate(body, 1).map((line) => {
      const paragraph = body.ownerDocument.createElement("p");
      paragraph.append(...line);
      return paragraph;
    });
    body.replaceChildren(...made);
  }
}

function dropEmpty(body) {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const { currentNode: found } = walker;
    // Runs of spaces, some of them hard, are how a typewriter indents.
    found.data = found.data.replace(/[ \t\r\n\f\u00a0]{2,}/g, " ");
  }
  for (const found of [...body.querySelectorAll("p, h1, h2, h3, h4, h5, h6, li, div, blockquote")].reverse()) {
    if (!found.textContent.replaceAll(NBSP, " ").trim() && !found.closest("td, th") && !found.querySelector("table, hr")) found.remove();
  }
  // A break between blocks breaks nothing.
  for (const found of body.querySelectorAll("br")) {
    if (found.className === "Apple-interchange-newline" || found.parentElement.querySelector(":scope > :is(p, ul, ol, table, h2, h3)")) found.remove();
  }
}
