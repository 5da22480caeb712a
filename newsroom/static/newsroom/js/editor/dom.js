// Elements, labels and announcements: what every part of the editor is made of.

export const gettext = window.gettext ?? ((text) => text);
export const ngettext = window.ngettext ?? ((one, many, count) => (count === 1 ? one : many));

/** Return the text with its {names} filled in. */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** Return a new element; attributes that begin with "on" are listeners, those false or null are left out. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

export function button(label, act, attributes = {}) {
  return element("button", { type: "button", onclick: act, ...attributes }, label);
}

/** Says what happened: to the eye in a line that can be put away, and aloud. */
export class Notices {
  constructor() {
    this.text = element("span");
    this.close = button(gettext("Close"), () => this.hide());
    this.dom = element("div", { class: "body-notice", role: "status" }, this.text, this.close);
    this.close.hidden = true;
  }

  say(text) {
    this.dom.classList.remove("is-error");
    this.#show(text);
  }

  warn(text) {
    this.dom.classList.add("is-error");
    this.#show(text);
  }

  hide() {
    this.text.textContent = "";
    this.close.hidden = true;
  }

  #show(text) {
    // Said again when it happens again: a live region speaks of changes only.
    this.text.textContent = "";
    requestAnimationFrame(() => (this.text.textContent = text));
    this.close.hidden = false;
  }
}
