// The blocks of text: what a document may hold is what this schema lets in (articles/document/blocks.py).

import {
  BulletList,
  HardBreak,
  Heading,
  ListItem,
  Mark,
  Node,
  OrderedList,
  Paragraph,
} from "django-prose-editor/editor";

import { gettext } from "newsroom/editor/dom";
import { BlockView } from "newsroom/editor/views";

export const LIST_DEPTH = 4;

const NO_RULES = { addInputRules: () => [], addPasteRules: () => [] };
const NO_KEYS = { addKeyboardShortcuts: () => ({}) };

// As safe_href in articles/document/inline.py; the server looks again.
const HREF = /^(?:https?:\/\/[^/?#@]+(?:[/?#].*)?|mailto:[^@]+@[^@]+|tel:[0-9+().*#,;=-]+|\/(?!\/).*|#.*)$/i;

/** Return the address when it may stand in a link, else null. */
export function safeHref(href) {
  return href.length <= 2000 && !/[\s\\<>"`\p{C}]/u.test(href) && HREF.test(href) ? href : null;
}

export const Link = Mark.create({
  name: "link",
  priority: 1000, // outermost
  inclusive: false,
  addAttributes: () => ({ href: { default: null } }),
  parseHTML: () => [{ tag: "a[href]", getAttrs: (dom) => safeHref(dom.getAttribute("href").trim()) !== null && null }],
  renderHTML: ({ mark }) => ["a", { href: mark.attrs.href }, 0],
});

export const Text = {
  Paragraph: Paragraph.extend({ group: "block plain", ...NO_KEYS }),
  Break: HardBreak.extend({ addKeyboardShortcuts() { return { "Shift-Enter": () => this.editor.commands.setHardBreak() }; } }),
  Heading: Heading.extend({
    group: "block plain",
    ...NO_RULES,
    ...NO_KEYS,
    parseHTML: () =>
      ["h1", "h2", "h3", "h4", "h5", "h6"].map((tag) => ({ tag, attrs: { level: tag <= "h2" ? 2 : 3 } })),
  }).configure({ levels: [2, 3] }),
};

const KEEP_LISTS = { group: "block plain list", ...NO_RULES };

export const Lists = {
  Bullets: BulletList.extend(KEEP_LISTS),
  Numbers: OrderedList.extend({
    ...KEEP_LISTS,
    addAttributes: () => ({}),
    addNodeView: () => null,
    renderHTML: () => ["ol", 0],
  }),
  Item: ListItem.extend({ content: "paragraph (bulletList | orderedList)*", ...NO_KEYS }),
};

export const Quote = Node.create({
  name: "quote",
  group: "block plain",
  content: "paragraph+",
  defining: true,
  addAttributes: () => ({ source: { default: "", rendered: false } }),
  parseHTML: () => [
    { tag: "blockquote", getAttrs: (dom) => ({ source: text(dom.querySelector(":scope > cite")) }) },
    { tag: "blockquote > cite", ignore: true, priority: 100 },
  ],
  renderHTML: ({ node }) => ["blockquote", ["div", 0], ...(node.attrs.source ? [["cite", node.attrs.source]] : [])],
  addNodeView: () => (props) =>
    new BlockView(props, {
      tag: "blockquote",
      className: "body-quote",
      name: gettext("Quote"),
      after: [{ attribute: "source", label: gettext("Source of the quote") }],
    }),
});

export const Box = Node.create({
  name: "box",
  group: "block",
  content: "plain+",
  defining: true,
  addAttributes: () => ({ title: { default: "", rendered: false } }),
  parseHTML: () => [{ tag: "aside[data-title]", getAttrs: (dom) => ({ title: dom.dataset.title }) }],
  renderHTML: ({ node }) => ["aside", { "data-title": node.attrs.title }, 0],
  addNodeView: () => (props) =>
    new BlockView(props, {
      tag: "aside",
      className: "body-box",
      name: gettext("Box"),
      before: [{ attribute: "title", label: gettext("Title of the box") }],
    }),
});

/** Return the text of an element on one line; a hard space is no white space of HTML, and stays. */
export function text(dom) {
  return dom ? dom.textContent.replace(/[ \t\n\r\f]+/g, " ").trim() : "";
}
