// The editor of a story's body: takes the place of each textarea that asks for it (articles/admin/body.py).
//
// Without this module the textarea shows the same HTML, and what is sent is read and cleaned alike.

import {
  Bold,
  Document,
  Dropcursor,
  Editor,
  Extension,
  Gapcursor,
  HorizontalRule,
  Italic,
  pm,
  Subscript,
  Superscript,
  Text as Letters,
  TrailingNode,
  UndoRedo,
} from "django-prose-editor/editor";

import { Box, Link, Lists, Quote, Text } from "newsroom/editor/blocks";
import { choosePhotos } from "newsroom/editor/chooser";
import { readHref } from "newsroom/editor/dialogs";
import { element, fill, gettext, ngettext, Notices } from "newsroom/editor/dom";
import { Embed, readAddress } from "newsroom/editor/embed";
import { Library } from "newsroom/editor/library";
import { cleanPaste } from "newsroom/editor/paste";
import { Caption, Gallery, insertBlocks, Photo, photoNodes } from "newsroom/editor/photo";
import { Table, TableCell, TableHeader, TableRow } from "newsroom/editor/table";
import { editLink, indent, outdent, Toolbar } from "newsroom/editor/toolbar";

const PAUSE = 250; // between the last letter and the copy into the textarea

/** What the blocks ask of the desk: photos, and a voice. */
class Desk {
  constructor(library, notices) {
    this.library = library;
    this.notices = notices;
  }

  async insertPhotos(editor, purpose) {
    const chosen = await choosePhotos(this.library, purpose);
    if (!chosen) return;
    const nodes = photoNodes(editor.schema, chosen.photos);
    insertBlocks(editor, chosen.as === "gallery" ? [editor.schema.nodes.gallery.create(null, nodes)] : nodes);
  }

  async addToGallery(editor, getPos) {
    const chosen = await choosePhotos(this.library, "add");
    if (!chosen) return;
    const end = getPos() + editor.state.doc.nodeAt(getPos()).nodeSize - 1;
    editor.view.dispatch(editor.state.tr.insert(end, photoNodes(editor.schema, chosen.photos)));
  }

  async replacePhoto(editor, getPos) {
    const chosen = await choosePhotos(this.library, "replace");
    if (chosen) {
      const [photo] = chosen.photos;
      const place = getPos();
      const tr = editor.state.tr.setNodeAttribute(place, "photo", photo.id);
      // The words about the old picture do not fit the new one.
      tr.setNodeAttribute(place, "alt", photo.alt ?? "").setNodeAttribute(place, "credit", "");
      editor.view.dispatch(tr);
      this.notices.say(gettext("The photo was replaced. Check its caption."));
    }
    editor.view.nodeDOM(getPos())?.querySelector("[data-act=replace]")?.focus();
  }

  async uploadInto(editor, files) {
    this.notices.say(gettext("Sending the files …"));
    try {
      const { photos, refused } = await this.library.upload(files);
      if (photos.length) insertBlocks(editor, photoNodes(editor.schema, photos));
      this.notices.say(fill(ngettext("{count} photo received", "{count} photos received", photos.length), { count: photos.length }));
      if (refused.length) this.notices.warn(refused.map((file) => fill(gettext("{name} was refused: {reason}"), file)).join(" "));
    } catch (error) {
      this.notices.warn(error.message);
    }
  }
}

/** Keys. Tab indents and steps through cells only after typing or a click, so that who tabs through is never caught. */
const Keys = Extension.create({
  name: "keys",
  priority: 1000,
  addOptions: () => ({ leave: null, toTools: null }),
  addStorage: () => ({ passing: false }),
  addKeyboardShortcuts() {
    const { editor, options, storage } = this;
    const { goToNextCell } = pm.tables;
    const tab = (step) => () => {
      if (storage.passing) return false;
      if (editor.isActive("table")) return goToNextCell(step)(editor.state, editor.view.dispatch);
      return editor.isActive("listItem") && ((step > 0 ? indent : outdent)(editor) || true);
    };
    const heading = (level) => () => editor.commands.toggleNode("heading", "paragraph", { level });
    return {
      Enter: () => editor.commands.splitListItem("listItem"),
      Tab: tab(1),
      "Shift-Tab": tab(-1),
      "Mod-]": () => indent(editor),
      "Mod-[": () => outdent(editor),
      "Mod-k": () => Boolean(editLink(editor)),
      "Mod-Alt-2": heading(2),
      "Mod-Alt-3": heading(3),
      "Mod-Shift-8": () => editor.commands.toggleList("bulletList", "listItem") || true,
      "Mod-Shift-7": () => editor.commands.toggleList("orderedList", "listItem") || true,
      // Else the key would go on and set the text bold.
      "Mod-Shift-b": () => editor.commands.toggleWrap("quote") || true,
      "Alt-F10": () => options.toTools() ?? true,
      Escape: () => options.leave() ?? true,
    };
  },
  addProseMirrorPlugins() {
    const { storage } = this;
    let last = "";
    window.addEventListener("keydown", ({ key }) => (last = key), true);
    window.addEventListener("pointerdown", () => (last = ""), true);
    const stay = () => void (storage.passing = false);
    return [
      new pm.state.Plugin({
        props: {
          handleDOMEvents: {
            focus: () => void (storage.passing = last === "Tab"),
            mousedown: stay,
            beforeinput: stay,
            keydown: (_, { key }) => void (key.startsWith("Arrow") && stay()),
          },
        },
      }),
    ];
  },
});

/** Hear at once where a key has put the caret: a browser tells a frame later, and a paste before that would land where it was. */
const Caret = Extension.create({
  name: "caret",
  addProseMirrorPlugins() {
    const read = ({ composing, domObserver }) => void (composing || domObserver.flush());
    return [new pm.state.Plugin({ props: { handleDOMEvents: { keydown: read, keyup: read, copy: read, cut: read, paste: read } } })];
  },
});

function extensions(desk, keys) {
  return [
    ...[Document, Letters, Text.Paragraph, Text.Break, Text.Heading, Bold, Italic, Subscript, Superscript, Link],
    ...[Lists.Bullets, Lists.Numbers, Lists.Item, Quote, Box, Table, TableRow, TableCell, TableHeader],
    ...[Caption, Photo.configure({ desk }), Gallery.configure({ desk }), Embed, HorizontalRule.extend({ addInputRules: () => [] })],
    ...[UndoRedo, Dropcursor, Gapcursor, TrailingNode, Caret, Keys.configure(keys)],
  ];
}

function imageFiles(data) {
  return [...(data?.files ?? [])].filter(({ type }) => type.startsWith("image/"));
}

/** Return the handlers of what is pasted and dropped. */
function taking(editor, desk, providers) {
  const pictureless = () => desk.notices.warn(gettext("Pictures do not come along when pasted. Upload their files with the button “Photo”."));
  const takeFiles = (data) => {
    const files = imageFiles(data);
    // Word puts a picture of the text beside the text.
    const words = data.getData("text/plain").trim();
    if (!files.length || words) return false;
    desk.uploadInto(editor(), files);
    return true;
  };
  return {
    transformPastedHTML: (html) => cleanPaste(html, pictureless),
    handlePaste(view, event) {
      const data = event.clipboardData;
      if (takeFiles(data)) return true;
      const words = data.getData("text/plain").trim();
      if (/\s/.test(words) || !words) return false;
      const { selection } = view.state;
      const found = readAddress(words, providers);
      if (found && selection.empty && selection.$from.parent.content.size === 0) {
        insertBlocks(editor(), [view.state.schema.nodes.embed.create(found)]);
        return true;
      }
      const href = /^https?:/.test(words) && readHref(words);
      return Boolean(href && !selection.empty && editor().commands.setMark("link", { href }));
    },
    handleDrop: (view, event) => {
      if (!imageFiles(event.dataTransfer).length) return false;
      event.preventDefault();
      const place = view.posAtCoords({ left: event.clientX, top: event.clientY });
      if (place) view.dispatch(view.state.tr.setSelection(pm.state.Selection.near(view.state.doc.resolve(place.pos))));
      return takeFiles(event.dataTransfer);
    },
  };
}

/** Return syllables, characters and pictures of a document: what a Vietnamese desk counts. */
export function count(doc) {
  const words = doc.textBetween(0, doc.content.size, "\n", " ");
  let pictures = 0;
  doc.descendants((node) => void (pictures += node.type.name === "photo"));
  return { syllables: words.match(/\S+/g)?.length ?? 0, characters: words.replaceAll("\n", "").length, pictures };
}

/** Put the editor in the place of a textarea and return it. */
export function edit(textarea) {
  const { photos, providers } = JSON.parse(textarea.dataset.body);
  const label = document.querySelector(`label[for="${CSS.escape(textarea.id)}"]`);
  const notices = new Notices();
  const desk = new Desk(new Library(photos, textarea.form?.elements.csrfmiddlewaretoken?.value ?? ""), notices);
  const counts = element("span", { class: "body-tools__counts" });
  const editable = !textarea.disabled && !textarea.readOnly;
  const id = `${textarea.id}-editor`;
  const hint = element(
    "p",
    { class: "body-hint", id: `${id}-hint`, tabindex: "-1" },
    gettext("Alt+F10 leads to the buttons, Escape out of the text. Shift+Enter breaks a line."),
  );
  const paper = element("div", { class: "body-paper" });
  const frame = element("div", { class: "body-editor" }, paper, notices.dom, hint);
  textarea.before(frame);

  let editor = null;
  let toolbar = null;
  const leave = () => hint.focus();
  const toTools = () => toolbar?.focus();
  if (label && !label.id) label.id = `${textarea.id}-label`;
  editor = new Editor({
    element: paper,
    editable,
    injectCSS: false, // css/desk/body.css has it; the policy refuses styles put in by scripts
    enableInputRules: false, // they would rewrite what an input method is still composing
    enablePasteRules: false,
    content: textarea.value,
    extensions: extensions(desk, { leave, toTools }),
    editorProps: {
      // Room for the bar of buttons, which stays in sight, and for the form's own at the foot.
      scrollThreshold: { top: 110, bottom: 110, left: 0, right: 0 },
      scrollMargin: { top: 120, bottom: 120, left: 0, right: 0 },
      attributes: {
        id,
        role: "textbox",
        "aria-multiline": "true",
        lang: "vi",
        "aria-describedby": [hint.id, textarea.getAttribute("aria-describedby")].filter(Boolean).join(" "),
        ...(label ? { "aria-labelledby": label.id } : { "aria-label": gettext("Body") }),
        ...(textarea.getAttribute("aria-invalid") ? { "aria-invalid": "true" } : {}),
      },
      ...taking(() => editor, desk, providers),
    },
  });

  let changed = false;
  let waiting = null;
  const copy = () => {
    clearTimeout(waiting);
    if (!changed) return;
    changed = false;
    textarea.value = editor.isEmpty ? "" : editor.getHTML();
    textarea.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const tell = () => {
    const { syllables, characters, pictures } = count(editor.state.doc);
    const number = (value) => value.toLocaleString("vi");
    const rest = [
      fill(ngettext("{count} character", "{count} characters", characters), { count: number(characters) }),
      fill(ngettext("{count} picture", "{count} pictures", pictures), { count: number(pictures) }),
    ];
    counts.replaceChildren(
      fill(ngettext("{count} word", "{count} words", syllables), { count: number(syllables) }),
      element("span", { class: "body-tools__more" }, ` · ${rest.join(" · ")}`), // phones have no room for it
    );
  };
  editor.on("update", () => {
    changed = true;
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      copy();
      tell();
    }, PAUSE);
  });
  editor.on("blur", copy);
  textarea.form?.addEventListener("submit", copy);
  // Not every way of sending a form says "submit".
  textarea.form?.addEventListener("formdata", ({ formData }) => {
    copy();
    if (formData.has(textarea.name)) formData.set(textarea.name, textarea.value);
  });

  if (editable) {
    toolbar = new Toolbar(editor, desk, { providers, controls: id, counts });
    frame.prepend(toolbar.dom);
  } else hint.replaceChildren(counts);
  label?.addEventListener("click", () => editor.commands.focus());
  textarea.hidden = true;
  tell();
  textarea.dispatchEvent(new CustomEvent("body:ready", { bubbles: true, detail: { editor } }));
  return editor;
}

for (const textarea of document.querySelectorAll("textarea[data-body]")) edit(textarea);
