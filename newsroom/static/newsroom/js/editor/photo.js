// Photos where they stand in the text: the picture from the library, its caption, alt text and credit written here.

import { Node, pm } from "django-prose-editor/editor";

import { button, element, fill, gettext } from "newsroom/editor/dom";
import { BlockView, Field, island, leaveBlock, moves } from "newsroom/editor/views";

export const IMAGES = "image/jpeg,image/png,image/webp,image/avif,image/gif";

export const Caption = Node.create({
  name: "caption",
  content: "inline*",
  defining: true,
  parseHTML: () => [{ tag: "figcaption", context: "photo/" }],
  renderHTML: () => ["figcaption", 0],
  addKeyboardShortcuts() {
    const within = (act) => () => {
      const { $from, empty } = this.editor.state.selection;
      return $from.parent.type.name === "caption" && act($from, empty);
    };
    // At its edges a caption ends: nothing flows into it or out of it.
    return {
      Enter: within(($from) => {
        leaveBlock(this.editor, $from.before($from.depth - 1));
        return true;
      }),
      Backspace: within(($from, empty) => empty && $from.parentOffset === 0),
      Delete: within(($from, empty) => empty && $from.parentOffset === $from.parent.content.size),
    };
  },
});

export const Photo = Node.create({
  name: "photo",
  group: "block plain",
  content: "caption",
  isolating: true,
  addOptions: () => ({ desk: null }),
  addAttributes: () => ({
    photo: { default: null, rendered: false },
    alt: { default: "", rendered: false },
    credit: { default: "", rendered: false },
  }),
  parseHTML: () => [
    {
      tag: "figure[data-photo]",
      getAttrs: ({ dataset }) => ({ photo: dataset.photo, alt: dataset.alt ?? "", credit: dataset.credit ?? "" }),
    },
  ],
  renderHTML: ({ node: { attrs } }) => [
    "figure",
    {
      "data-photo": attrs.photo,
      ...(attrs.alt ? { "data-alt": attrs.alt } : {}),
      ...(attrs.credit ? { "data-credit": attrs.credit } : {}),
    },
    0,
  ],
  addNodeView() {
    return (props) => new PhotoView(props, this.options.desk);
  },
});

export const Gallery = Node.create({
  name: "gallery",
  group: "block",
  content: "photo+",
  isolating: true,
  addOptions: () => ({ desk: null }),
  addAttributes: () => ({ caption: { default: "", rendered: false } }),
  parseHTML: () => [{ tag: "div[data-gallery]", getAttrs: ({ dataset }) => ({ caption: dataset.gallery }) }],
  renderHTML: ({ node }) => ["div", { "data-gallery": node.attrs.caption }, 0],
  addNodeView() {
    const { desk } = this.options;
    return (props) => {
      const view = new BlockView(props, {
        tag: "div",
        className: "body-gallery",
        name: gettext("Gallery"),
        before: [{ attribute: "caption", label: gettext("Caption of the whole gallery") }],
      });
      if (props.editor.isEditable) {
        const add = () => desk.addToGallery(props.editor, props.getPos);
        view.dom.querySelector(".body-block__tools").prepend(button(gettext("Add photos"), add));
      }
      return view;
    };
  },
});

/** Return the nodes of photos as they come from the library. */
export function photoNodes(schema, photos) {
  return photos.map(({ id, description, alt }) => {
    const caption = schema.nodes.caption.create(null, description ? schema.text(description) : null);
    return schema.nodes.photo.create({ photo: id, alt: alt ?? "" }, caption);
  });
}

/** Put blocks where the caret is: in place of an empty paragraph, else behind the block it is in. */
export function insertBlocks(editor, blocks) {
  const { state, view } = editor;
  const { $from } = state.selection;
  const tr = state.tr;
  let depth = $from.depth;
  const fits = (at) => $from.node(at).canReplaceWith($from.indexAfter(at), $from.indexAfter(at), blocks[0].type);
  let empty = depth > 0 && $from.parent.type.name === "paragraph" && $from.parent.content.size === 0;
  while (depth > 0 && !fits(depth - 1)) {
    depth -= 1;
    empty = false;
  }
  const from = depth === 0 ? $from.pos : empty ? $from.before(depth) : $from.after(depth);
  const to = depth === 0 ? $from.pos : $from.after(depth);
  tr.replaceWith(from, to, blocks);
  const end = tr.mapping.map(to, 1);
  if (!tr.doc.resolve(end).nodeAfter && tr.doc.resolve(end).depth === 0) tr.insert(end, state.schema.nodes.paragraph.create());
  tr.setSelection(pm.state.Selection.near(tr.doc.resolve(Math.min(from + 1, tr.doc.content.size))));
  view.dispatch(tr.scrollIntoView());
  view.focus();
}

class PhotoView {
  constructor(props, desk) {
    const { editor, node, getPos } = props;
    this.props = props;
    this.desk = desk;
    this.node = node;
    this.fields = [
      new Field(props, { attribute: "alt", label: gettext("Alt text") }),
      new Field(props, { attribute: "credit", label: gettext("Credit") }),
    ];
    this.picture = island({ class: "body-photo__picture" }, element("span", { class: "body-photo__wait" }));
    this.contentDOM = element("div", { class: "body-photo__caption", "data-empty": gettext("Caption of the photo") });
    const replace = button(gettext("Replace"), () => desk.replacePhoto(editor, getPos), { "data-act": "replace" });
    const tools = editor.isEditable ? [replace, ...moves(editor, getPos, gettext("Photo"))] : [];
    this.dom = element(
      "figure",
      { class: "body-photo", role: "group", "aria-label": gettext("Photo"), tabindex: "-1" },
      this.picture,
      this.contentDOM,
      island(
        { class: "body-photo__fields" },
        ...this.fields.map((field) => field.dom),
        element("div", { class: "body-block__tools" }, ...tools),
      ),
    );
    this.stop = desk.library.watch(node.attrs.photo, (...known) => this.show(...known));
    this.update(node);
  }

  show(photo, reason = gettext("Photo not found in the library")) {
    const [alt, credit] = this.fields;
    // The story prints what is written here only; the library's own words are a proposal.
    alt.input.placeholder = photo?.alt ? fill(gettext("Suggestion: {alt}"), photo) : "";
    credit.input.placeholder = photo?.credit ?? "";
    this.dom.classList.toggle("is-withdrawn", Boolean(photo?.withdrawn));
    if (photo?.picture) {
      const { picture: src, width, height } = photo;
      const shown = element("img", { src, alt: photo.alt || photo.description || "", ...(width ? { width, height } : {}) });
      this.picture.replaceChildren(shown, ...(photo.withdrawn ? [element("b", {}, gettext("Withdrawn photo"))] : []));
    } else if (photo === null) {
      this.picture.replaceChildren(element("span", { class: "body-photo__none" }, element("b", {}, reason)));
    } else {
      this.picture.replaceChildren(this.#placeholder(photo));
    }
  }

  #placeholder(photo) {
    const none = element("span", { class: "body-photo__none" }, element("b", {}, gettext("No picture file yet")));
    if (photo.description) none.append(element("span", {}, photo.description));
    if (this.props.editor.isEditable && photo.awaits_file !== false) {
      const input = element("input", { type: "file", accept: IMAGES, hidden: true, onchange: () => this.#send(input.files[0]) });
      none.append(input, button(gettext("Upload the file"), () => input.click(), { class: "body-photo__upload" }));
    }
    return none;
  }

  async #send(file) {
    const { notices, library } = this.desk;
    const act = this.picture.querySelector("button");
    if (!file) return;
    act.disabled = true;
    notices.say(gettext("Sending the file …"));
    try {
      const { photo, refused = [] } = await library.complete(this.node.attrs.photo, file);
      if (photo) {
        notices.say(gettext("The photo has its picture."));
        this.fields[0].input.focus();
      }
      for (const { name, reason } of refused) notices.warn(fill(gettext("{name} was refused: {reason}"), { name, reason }));
    } catch (error) {
      notices.warn(error.message);
    }
    act.disabled = false;
  }

  update(node) {
    if (node.type !== this.node.type) return false;
    if (node.attrs.photo !== this.node.attrs.photo) {
      this.stop();
      this.stop = this.desk.library.watch(node.attrs.photo, (...known) => this.show(...known));
    }
    this.node = node;
    for (const field of this.fields) field.update(node);
    return true;
  }

  stopEvent(event) {
    return !this.contentDOM.contains(event.target) && event.target !== this.dom && !this.picture.contains(event.target);
  }

  ignoreMutation(mutation) {
    return mutation.type !== "selection" && !this.contentDOM.contains(mutation.target);
  }

  destroy() {
    this.stop();
  }
}
