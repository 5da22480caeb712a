// Blocks with fields and buttons of their own around the text that is written in them.

import { pm } from "django-prose-editor/editor";

import { button, element, gettext } from "newsroom/editor/dom";

let fields = 0;

/** A labelled line of a block's own data; what is typed goes into the document at once, as one step to undo. */
export class Field {
  constructor({ editor, getPos }, { attribute, label, placeholder = "" }) {
    const id = `body-field-${++fields}`;
    this.attribute = attribute;
    this.input = element("input", { id, type: "text", placeholder, autocomplete: "off", maxlength: 2000 });
    this.input.disabled = !editor.isEditable;
    this.dom = element("div", { class: "body-field" }, element("label", { for: id }, label), this.input);
    let visit = 0;
    this.input.addEventListener("focus", () => (visit = Date.now()));
    this.input.addEventListener("input", () => {
      const { state, view } = editor;
      // The history keeps together what bears one mark of this name.
      view.dispatch(state.tr.setNodeAttribute(getPos(), attribute, this.input.value).setMeta("composition", visit));
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      // Enter would send the whole form.
      if (event.key === "Enter") event.preventDefault();
      if (event.key === "Enter" || event.key === "Escape") leaveBlock(editor, getPos());
    });
  }

  update(node) {
    const value = node.attrs[this.attribute];
    if (this.input.value !== value) this.input.value = value;
  }
}

/** Put the caret into the paragraph behind a block, which is made where there is none. */
export function leaveBlock(editor, place) {
  const { state, view } = editor;
  const { paragraph } = state.schema.nodes;
  const end = place + state.doc.nodeAt(place).nodeSize;
  const $end = state.doc.resolve(end);
  const tr = state.tr;
  if ($end.nodeAfter?.type !== paragraph) {
    if ($end.parent.canReplaceWith($end.index(), $end.index(), paragraph)) tr.insert(end, paragraph.create());
    else if (!$end.nodeAfter) return leaveBlock(editor, $end.before());
  }
  tr.setSelection(pm.state.Selection.near(tr.doc.resolve(end + 1)));
  view.dispatch(tr.scrollIntoView());
  view.focus();
}

/** Exchange a block with the one before or after it; false where there is none. */
export function moveBlock(editor, place, step) {
  const { state, view } = editor;
  const node = state.doc.nodeAt(place);
  const $place = state.doc.resolve(place);
  const index = $place.index() + step;
  if (index < 0 || index >= $place.parent.childCount) return false;
  const neighbour = $place.parent.child(index);
  const target = step < 0 ? place - neighbour.nodeSize : place + neighbour.nodeSize;
  const tr = state.tr.delete(place, place + node.nodeSize).insert(target, node);
  view.dispatch(tr.scrollIntoView());
  return target;
}

/** Take a block away, and leave the caret where it stood. */
export function removeBlock(editor, place) {
  const { state, view } = editor;
  const $place = state.doc.resolve(place);
  const node = state.doc.nodeAt(place);
  // A gallery goes with its last picture.
  const last = $place.depth > 0 && $place.parent.childCount === 1 && $place.parent.type.name === "gallery";
  const [from, to] = last ? [$place.before(), $place.after()] : [place, place + node.nodeSize];
  const tr = state.tr.delete(from, to);
  tr.setSelection(pm.state.Selection.near(tr.doc.resolve(Math.min(from, tr.doc.content.size))));
  view.dispatch(tr);
  view.focus();
}

/** The buttons every block has: up, down, away. */
export function moves(editor, getPos, name) {
  const move = (step, act) => {
    const target = moveBlock(editor, getPos(), step);
    if (target === false) return;
    const moved = editor.view.nodeDOM(target);
    const again = [...moved.querySelectorAll(`[data-act=${act}]`)].at(act === "up" || act === "down" ? -1 : 0);
    (again ?? moved).focus();
  };
  const of = (label) => ({ "aria-label": `${label}: ${name}`, title: label });
  return [
    button("↑", () => move(-1, "up"), { "data-act": "up", ...of(gettext("Move up")) }),
    button("↓", () => move(1, "down"), { "data-act": "down", ...of(gettext("Move down")) }),
    button(gettext("Remove"), () => removeBlock(editor, getPos()), { "data-act": "remove", "aria-label": `${gettext("Remove")}: ${name}` }),
  ];
}

/** A block with text inside, and fields before and after it. */
export class BlockView {
  constructor(props, { tag, className, name, before = [], after = [], tools = true, content = null }) {
    this.node = props.node;
    const make = (settings) => new Field(props, settings);
    this.fields = [...before, ...after];
    const first = before.map(make);
    const last = after.map(make);
    this.fields = [...first, ...last];
    this.contentDOM = content?.inner ?? element("div", { class: "body-block__content" });
    const buttons = tools && props.editor.isEditable ? moves(props.editor, props.getPos, name) : [];
    this.dom = element(
      tag,
      { class: `body-block ${className}`, role: "group", "aria-label": name },
      island({ class: "body-block__head" }, element("span", { class: "body-block__name" }, name), ...first.map((field) => field.dom), island({ class: "body-block__tools" }, ...buttons)),
      content?.outer ?? this.contentDOM,
      last.length ? island({ class: "body-block__foot" }, ...last.map((field) => field.dom)) : null,
    );
    this.update(props.node);
  }

  update(node) {
    if (node.type !== this.node.type) return false;
    this.node = node;
    for (const field of this.fields) field.update(node);
    return true;
  }

  stopEvent(event) {
    return !this.contentDOM.contains(event.target) && event.target !== this.dom;
  }

  ignoreMutation(mutation) {
    return mutation.type !== "selection" && !this.contentDOM.contains(mutation.target);
  }
}

/** Something in the text that is not text. */
export function island(attributes, ...children) {
  return element("div", { contenteditable: "false", ...attributes }, ...children);
}
