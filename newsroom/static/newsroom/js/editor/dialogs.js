// Questions the editor asks: a link's address, a video's address.

import { button, element, gettext } from "newsroom/editor/dom";
import { safeHref } from "newsroom/editor/blocks";
import { readAddress } from "newsroom/editor/embed";

/** A modal question; it closes by its buttons or Escape and gives the focus back to where it came from. */
export class Dialog {
  constructor(title, className = "") {
    this.error = element("p", { class: "body-dialog__error", role: "alert" });
    this.form = element("form", { method: "dialog" }, element("h2", {}, title));
    this.dom = element("dialog", { class: `body-dialog ${className}`, "aria-label": title }, this.form);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.answer(event.submitter?.value);
    });
    this.dom.addEventListener("close", () => this.dom.remove());
  }

  /** Show it; the promise is null when it was put away. */
  ask() {
    document.body.append(this.dom);
    this.dom.showModal();
    return new Promise((resolve) => {
      this.dom.addEventListener("close", () => resolve(this.result ?? null));
    });
  }

  done(result) {
    this.result = result;
    this.dom.close();
  }

  buttons(...choices) {
    return element(
      "div",
      { class: "body-dialog__buttons" },
      ...choices.map(([label, value, main]) => element("button", { type: "submit", value, class: main ? "is-main" : null }, label)),
      button(gettext("Cancel"), () => this.dom.close()),
    );
  }
}

function line(dialog, label, value, attributes = {}) {
  const id = "body-dialog-line";
  const input = element("input", { id, value, autocomplete: "off", "aria-describedby": "body-dialog-error", ...attributes });
  dialog.error.id = "body-dialog-error";
  dialog.form.append(element("label", { for: id }, label), input, dialog.error);
  return input;
}

/** Ask for a link's address: a string, "" to take the link away, or null. */
export function askLink(current) {
  const dialog = new Dialog(gettext("Link"));
  const input = line(dialog, gettext("Address"), current, { type: "text", inputmode: "url", spellcheck: "false" });
  const remove = current ? [[gettext("Remove the link"), "remove"]] : [];
  dialog.form.append(dialog.buttons([gettext("Link"), "set", true], ...remove));
  dialog.answer = (choice) => {
    if (choice === "remove") return dialog.done("");
    const href = readHref(input.value.trim());
    if (href) return dialog.done(href);
    dialog.error.textContent = gettext("Only addresses that begin with https://, http://, mailto:, tel: or / can be linked.");
    input.focus();
  };
  return dialog.ask();
}

/** Return a typed address as it may stand in a link, or null: "bao.vn/bai" means https. */
export function readHref(typed) {
  if (/^[\p{L}\d-]+(\.[\p{L}\d-]+)+([\/?#]|$)/u.test(typed)) return safeHref(`https://${typed}`);
  if (/^[^@\s:\/]+@[^@\s\/]+\.[^@\s\/]+$/.test(typed)) return safeHref(`mailto:${typed}`);
  return typed ? safeHref(typed) : null;
}

/** Ask for a video's address: provider and id, or null. */
export function askEmbed(providers) {
  const dialog = new Dialog(gettext("Video"));
  const input = line(dialog, gettext("Address of the video (YouTube, Vimeo, Dailymotion, TikTok, Facebook)"), "", { type: "text", inputmode: "url" });
  dialog.form.append(dialog.buttons([gettext("Insert"), "insert", true]));
  dialog.answer = () => {
    const found = readAddress(input.value, providers);
    if (found) return dialog.done(found);
    dialog.error.textContent = gettext("This is not the address of a video of these houses.");
    input.focus();
  };
  return dialog.ask();
}
