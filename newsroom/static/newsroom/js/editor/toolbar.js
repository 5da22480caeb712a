// The bar of buttons: one stop of the tab key, arrows within; what cannot be done here is said to be unavailable.

import { pm } from "django-prose-editor/editor";

import { LIST_DEPTH } from "newsroom/editor/blocks";
import { askEmbed, askLink } from "newsroom/editor/dialogs";
import { button, element, gettext } from "newsroom/editor/dom";
import { insertBlocks } from "newsroom/editor/photo";
import { emptyTable } from "newsroom/editor/table";

const { tables } = pm;

/** Ask for the address of the link at the caret, or of the words selected. */
export async function editLink(editor) {
  const { href = "" } = editor.getAttributes("link");
  if (href) editor.commands.extendMarkRange("link");
  const answer = await askLink(href);
  if (answer === null) return;
  editor.view.focus();
  if (answer === "") editor.commands.unsetMark("link");
  else if (editor.state.selection.empty) {
    editor.commands.insertContent({ type: "text", text: answer, marks: [{ type: "link", attrs: { href: answer } }] });
  } else editor.commands.setMark("link", { href: answer });
}

export async function insertEmbed(editor, providers) {
  const found = await askEmbed(providers);
  if (found) insertBlocks(editor, [editor.schema.nodes.embed.create(found)]);
}

/** Tell how many lists are around the caret. */
export function listDepth({ selection: { $from } }) {
  let depth = 0;
  for (let at = $from.depth; at > 0; at -= 1) if ($from.node(at).type.name === "listItem") depth += 1;
  return depth;
}

export function indent(editor) {
  return listDepth(editor.state) < LIST_DEPTH && editor.commands.sinkListItem("listItem");
}

export function outdent(editor) {
  return editor.commands.liftListItem("listItem");
}

// Through prosemirror-tables itself: the package's own commands hang on its own table.
const onTable = (command) => ({ act: (editor) => command(editor.state, editor.view.dispatch) });
const mark = (name) => ({
  act: (editor) => editor.chain().focus().toggleMark(name).run(),
  active: (editor) => editor.isActive(name),
  can: (editor) => editor.can().toggleMark(name),
});
const heading = (level) => ({
  act: (editor) => editor.chain().focus().toggleNode("heading", "paragraph", { level }).run(),
  active: (editor) => editor.isActive("heading", { level }),
  can: (editor) => editor.can().toggleNode("heading", "paragraph", { level }),
});
const wrap = (name) => ({
  act: (editor) => editor.chain().focus().toggleWrap(name).run(),
  active: (editor) => editor.isActive(name),
  can: (editor) => editor.can().toggleWrap(name),
});
const list = (name) => ({
  act: (editor) => editor.chain().focus().toggleList(name, "listItem").run(),
  active: (editor) => nearestList(editor.state) === name,
  can: (editor) => editor.can().toggleList(name, "listItem"),
});

function nearestList({ selection: { $from } }) {
  for (let at = $from.depth; at > 0; at -= 1) {
    const { name } = $from.node(at).type;
    if (name.endsWith("List")) return name;
  }
  return null;
}

function items(desk, providers) {
  return {
    text: [
      [gettext("Heading"), "Ctrl+Alt+2", heading(2)],
      [gettext("Small heading"), "Ctrl+Alt+3", heading(3)],
      [gettext("Bold"), "Ctrl+B", { ...mark("bold"), look: "is-bold" }],
      [gettext("Italic"), "Ctrl+I", { ...mark("italic"), look: "is-italic" }],
      [gettext("Link"), "Ctrl+K", { act: editLink, active: (editor) => editor.isActive("link"), can: mark("link").can, toggle: false }],
      [gettext("Bulleted list"), "Ctrl+Shift+8", list("bulletList")],
      [gettext("Numbered list"), "Ctrl+Shift+7", list("orderedList")],
      [gettext("Quote"), "Ctrl+Shift+B", wrap("quote")],
    ],
    insert: [
      [gettext("Photo"), "", { act: (editor) => desk.insertPhotos(editor, "photos"), toggle: false }],
      [gettext("Gallery"), "", { act: (editor) => desk.insertPhotos(editor, "gallery"), toggle: false }],
      [gettext("Video"), "", { act: (editor) => insertEmbed(editor, providers), toggle: false }],
      [gettext("Box"), "", wrap("box")],
      [gettext("Table"), "", { act: (editor) => insertBlocks(editor, [emptyTable(editor.schema)]), can: (editor) => !editor.isActive("table"), toggle: false }],
      [gettext("Rule"), "", { act: (editor) => insertBlocks(editor, [editor.schema.nodes.horizontalRule.create()]), toggle: false }],
      ["x₂", "", { ...mark("subscript"), label: `${gettext("Subscript")} x₂` }],
      ["x²", "", { ...mark("superscript"), label: `${gettext("Superscript")} x²` }],
    ],
    history: [
      [gettext("Undo"), "Ctrl+Z", { act: (editor) => editor.chain().focus().undo().run(), can: (editor) => editor.can().undo(), toggle: false }],
      [gettext("Redo"), "Ctrl+Y", { act: (editor) => editor.chain().focus().redo().run(), can: (editor) => editor.can().redo(), toggle: false }],
    ],
    list: [
      [gettext("Indent"), "Ctrl+]", { act: indent, can: (editor) => listDepth(editor.state) < LIST_DEPTH && editor.can().sinkListItem("listItem"), toggle: false }],
      [gettext("Outdent"), "Ctrl+[", { act: outdent, can: (editor) => editor.can().liftListItem("listItem"), toggle: false }],
    ],
    table: [
      [gettext("Add row"), "", { ...onTable(tables.addRowAfter), toggle: false }],
      [gettext("Delete row"), "", { ...onTable(tables.deleteRow), toggle: false }],
      [gettext("Add column"), "", { ...onTable(tables.addColumnAfter), toggle: false }],
      [gettext("Delete column"), "", { ...onTable(tables.deleteColumn), toggle: false }],
      [gettext("Header row"), "", { ...onTable(tables.toggleHeader("row")), toggle: false }],
      [gettext("Header column"), "", { ...onTable(tables.toggleHeader("column")), toggle: false }],
    ],
  };
}

const SHOWN = {
  list: (editor) => editor.isActive("listItem"),
  table: (editor) => editor.isActive("table"),
};

export class Toolbar {
  constructor(editor, desk, { providers, controls, counts }) {
    this.editor = editor;
    this.tools = [];
    this.groups = [];
    this.dom = element("div", { class: "body-tools", role: "toolbar", "aria-label": gettext("Formatting"), "aria-controls": controls });
    const always = element("div", { class: "body-tools__always" });
    for (const [name, group] of Object.entries(items(desk, providers))) {
      const dom = element("div", { class: "body-tools__group", "data-group": name });
      for (const [label, keys, tool] of group) dom.append(this.#tool(label, keys, tool));
      this.groups.push([name, dom]);
      (name in SHOWN ? this.dom : always).append(dom);
    }
    this.dom.prepend(always);
    this.dom.append(counts);
    this.dom.addEventListener("keydown", (event) => this.#steer(event));
    editor.on("transaction", () => this.#later());
    this.refresh();
  }

  focus() {
    (this.tools.find(({ dom }) => dom.tabIndex === 0) ?? this.tools[0]).dom.focus();
  }

  #tool(text, keys, tool) {
    const label = tool.label ?? text;
    const dom = button(text, () => {
      if (dom.getAttribute("aria-disabled") !== "true") tool.act(this.editor);
    }, { class: tool.look ?? null, title: keys ? `${label} (${keys})` : label, "aria-label": label, tabindex: this.tools.length ? -1 : 0 });
    // A press with the mouse must not take the selection away.
    dom.addEventListener("mousedown", (event) => event.preventDefault());
    dom.addEventListener("focus", () => this.#stop(dom));
    this.tools.push({ ...tool, dom });
    return dom;
  }

  #stop(current) {
    for (const { dom } of this.tools) dom.tabIndex = dom === current ? 0 : -1;
  }

  #steer(event) {
    const shown = this.tools.map(({ dom }) => dom).filter((dom) => !dom.parentElement.hidden);
    const at = shown.indexOf(document.activeElement);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: shown.length - 1 }[event.key];
    if (event.key === "Escape") this.editor.view.focus();
    else if (to === undefined) return;
    else shown[(to + shown.length) % shown.length].focus();
    event.preventDefault();
  }

  #later() {
    if (this.waiting) return;
    this.waiting = requestAnimationFrame(() => {
      this.waiting = null;
      this.refresh();
    });
  }

  refresh() {
    if (this.editor.isDestroyed) return;
    for (const [name, dom] of this.groups) dom.hidden = name in SHOWN && !SHOWN[name](this.editor);
    for (const { dom, can, active, toggle = true } of this.tools) {
      if (dom.parentElement.hidden) continue;
      if (toggle) dom.setAttribute("aria-pressed", String(Boolean(active?.(this.editor))));
      else dom.classList.toggle("is-active", Boolean(active?.(this.editor)));
      dom.setAttribute("aria-disabled", String(Boolean(can && !can(this.editor))));
    }
    const stop = this.tools.find(({ dom }) => dom.tabIndex === 0);
    if (!stop || stop.dom.parentElement.hidden) this.#stop(this.tools[0].dom);
  }
}
