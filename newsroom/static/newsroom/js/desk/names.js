// Choosing names: suggestions while one types, rows and tags in order by hand or keyboard.

const gettext = window.gettext ?? ((text) => text);
const PAUSE = 150;
let made = 0;

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== false && value != null) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
const fold = (text) =>
  text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase().replace(/\s+/g, " ").trim();

/** Suggestions under an input, after the ARIA pattern of a combobox. */
class Combobox {
  constructor(input, { url, options, chosen, typed }) {
    this.input = input;
    this.url = url;
    this.options = options; // of an answer: [{label, note, value}]
    this.chosen = chosen;
    this.typed = typed;
    this.list = element("ul", { role: "listbox", id: `names-${++made}`, class: "names__list", hidden: true, "aria-label": gettext("Suggestions") });
    this.at = -1;
    for (const [name, value] of Object.entries({ role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id })) input.setAttribute(name, value);
    input.after(this.list);
    input.addEventListener("input", () => this.#ask());
    input.addEventListener("keydown", (event) => this.#key(event));
    input.addEventListener("blur", () => this.hide());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const place = [...this.list.children].indexOf(event.target.closest("li"));
      if (place >= 0) this.#choose(place);
    });
  }

  hide() {
    this.#expectNothing();
    this.list.hidden = true;
    this.at = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  /** Let no answer that is still on its way change the list. */
  #expectNothing() {
    clearTimeout(this.waiting);
    this.asked = null;
  }

  #ask() {
    this.typed?.();
    this.#expectNothing();
    const words = this.input.value.trim();
    if (!words) return this.hide();
    this.waiting = setTimeout(() => this.#fetch(words), PAUSE);
  }

  async #fetch(words) {
    this.asked = words;
    let answer;
    try {
      const response = await fetch(`${this.url}?q=${encodeURIComponent(words)}`, { headers: { Accept: "application/json" } });
      if (!response.ok || response.redirected) return;
      answer = await response.json();
    } catch {
      return; // typed names work without suggestions
    }
    if (this.asked === words) this.#show(this.options(answer, words));
  }

  #show(options) {
    this.found = options;
    this.at = -1;
    this.list.replaceChildren(
      ...options.map(({ label, note }, place) =>
        element("li", { role: "option", id: `${this.list.id}-${place}`, "aria-selected": "false" }, element("span", {}, label), ...(note ? [element("small", {}, note)] : [])),
      ),
    );
    this.list.hidden = !options.length;
    this.input.setAttribute("aria-expanded", String(options.length > 0));
    this.input.removeAttribute("aria-activedescendant");
  }

  #mark(place) {
    this.#expectNothing(); // who walks the list has it under the fingers
    this.at = (place + this.found.length) % this.found.length;
    [...this.list.children].forEach((option, number) => option.setAttribute("aria-selected", String(number === this.at)));
    const option = this.list.children[this.at];
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  #choose(place) {
    const { value } = this.found[place];
    this.hide();
    this.chosen(value);
  }

  #key(event) {
    if (event.isComposing) return;
    const isOpen = !this.list.hidden;
    if (event.key === "ArrowDown" && isOpen) this.#mark(this.at + 1);
    else if (event.key === "ArrowUp" && isOpen) this.#mark(this.at < 0 ? -1 : this.at - 1);
    else if (event.key === "Enter") {
      if (isOpen && this.at >= 0) this.#choose(this.at);
      else {
        this.hide();
        this.chosen(null);
      }
    } else if (event.key === "Escape" && isOpen) this.hide();
    else return;
    event.preventDefault();
  }
}

/** Say in the form that a name is to be added; the server asks whether this person may. */
function confirmNew(names, name) {
  names.append(element("input", { type: "hidden", name: `${names.dataset.name}_new`, value: name }));
}

function addOption(answer, words, isKnown) {
  if (!answer.may_add || isKnown) return [];
  return [{ label: fill(gettext("Add “{name}”"), { name: words }), note: gettext("new"), value: { name: words, isNew: true } }];
}

function changed(names) {
  names.dispatchEvent(new Event("input", { bubbles: true }));
}

function enhanceBylines(names, url) {
  const rows = names.querySelector(".names__rows");
  const blank = rows.lastElementChild.cloneNode(true);
  for (const field of blank.querySelectorAll("[id]")) field.removeAttribute("id");
  for (const field of blank.querySelectorAll("input")) field.setAttribute("value", "");
  const part = (row, name) => row.querySelector(`[name$="_${name}"]`);
  const status = element("p", { role: "status", class: "visually-hidden" });

  const renumber = () => {
    [...rows.children].forEach((row, place) => {
      row.querySelector(".names__name span").textContent = fill(gettext("Name {number}"), { number: place + 1 });
      const [up, down] = row.querySelectorAll("[data-move]");
      up.disabled = place === 0;
      down.disabled = place === rows.children.length - 1;
    });
  };
  const move = (row, by) => {
    const other = by < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    if (by < 0) other.before(row);
    else other.after(row);
    renumber();
    changed(names);
    const button = row.querySelector(`[data-move="${by}"]`);
    (button.disabled ? row.querySelector(`[data-move="${-by}"]`) : button).focus();
    status.textContent = fill(gettext("{name} is now name {number}."), { name: part(row, "name").value, number: [...rows.children].indexOf(row) + 1 });
  };
  const enhance = (row) => {
    const name = part(row, "name");
    new Combobox(name, {
      url,
      typed: () => (part(row, "id").value = ""),
      options: (answer, words) => [
        ...answer.found.flatMap((found) => [
          { label: found.name, note: found.kind, value: { ...found, printed: "" } },
          ...found.pen_names.map((printed) => ({ label: printed, note: found.name, value: { ...found, printed } })),
        ]),
        ...addOption(answer, words, answer.found.some((found) => [found.name, ...found.pen_names].some((each) => fold(each) === fold(words)))),
      ],
      chosen: (value) => {
        if (!value) return part(row, "printed").focus();
        name.value = value.name;
        part(row, "id").value = value.id ?? "";
        part(row, "printed").value = value.printed ?? "";
        if (value.isNew) confirmNew(names, value.name);
        changed(names);
      },
    });
    row.append(
      element(
        "div",
        { class: "names__acts" },
        element("button", { type: "button", class: "names__act", "data-move": "-1", "aria-label": gettext("Move up"), title: gettext("Move up"), onclick: () => move(row, -1) }, "↑"),
        element("button", { type: "button", class: "names__act", "data-move": "1", "aria-label": gettext("Move down"), title: gettext("Move down"), onclick: () => move(row, 1) }, "↓"),
        element("button", {
          type: "button",
          class: "names__act",
          "aria-label": gettext("Remove"),
          title: gettext("Remove"),
          onclick: () => {
            const next = row.nextElementSibling ?? row.previousElementSibling;
            status.textContent = fill(gettext("{name} was removed."), { name: part(row, "name").value });
            row.remove();
            if (!rows.children.length) addRow();
            renumber();
            changed(names);
            part(next ?? rows.firstElementChild, "name").focus();
          },
        }, "×"),
      ),
    );
  };
  const addRow = () => {
    const row = blank.cloneNode(true);
    rows.append(row);
    enhance(row);
    renumber();
    return row;
  };

  // The empty row is for those without scripts; here a button makes one.
  if (rows.children.length > 1 && !part(rows.lastElementChild, "name").value) rows.lastElementChild.remove();
  for (const row of rows.children) enhance(row);
  rows.after(
    element("button", { type: "button", class: "button ghost names__add", onclick: () => part(addRow(), "name").focus() }, gettext("Add a name")),
    status,
  );
  renumber();
}

function enhanceTags(names, url) {
  const lines = names.querySelector("textarea");
  const label = document.querySelector(`label[for="${CSS.escape(lines.id)}"]`);
  const chips = element("ul", { class: "names__chips" });
  const input = element("input", { type: "text", class: "vTextField", id: `${lines.id}-typed`, autocomplete: "off", "aria-describedby": lines.getAttribute("aria-describedby"), "aria-invalid": lines.getAttribute("aria-invalid") });
  const status = element("p", { role: "status", class: "visually-hidden" });
  if (label) label.htmlFor = input.id;
  const help = document.getElementById(`${lines.id}_helptext`)?.firstElementChild;
  if (help) help.textContent = gettext("Type a tag, then Enter.");

  const tags = () => lines.value.split("\n").map((line) => line.trim()).filter(Boolean);
  const set = (list) => {
    lines.value = list.join("\n");
    show();
    changed(names);
  };
  const show = () => {
    chips.replaceChildren(
      ...tags().map((name) =>
        element("li", {}, name, " ", element("button", {
          type: "button",
          "aria-label": fill(gettext("Remove “{name}”"), { name }),
          onclick: () => {
            set(tags().filter((other) => other !== name));
            status.textContent = fill(gettext("{name} was removed."), { name });
            input.focus();
          },
        }, "×")),
      ),
    );
    chips.hidden = !chips.children.length;
  };
  const take = (name) => {
    input.value = "";
    if (!name || tags().some((other) => fold(other) === fold(name))) return;
    set([...tags(), name]);
    status.textContent = fill(gettext("{name} was added."), { name });
  };

  lines.hidden = true;
  lines.before(chips, element("div", { class: "names__typed" }, input), status);
  new Combobox(input, {
    url,
    options: (answer, words) => [
      ...answer.found.map((found) => ({ label: found.name, note: "", value: found })),
      ...addOption(answer, words, answer.found.some((found) => fold(found.name) === fold(words))),
    ],
    chosen: (value) => {
      if (value?.isNew) confirmNew(names, value.name);
      take(value ? value.name : input.value.trim());
    },
  });
  input.addEventListener("blur", () => take(input.value.trim()));
  input.addEventListener("keydown", (event) => {
    if (event.key === "Backspace" && !input.value && tags().length) set(tags().slice(0, -1));
  });
  show();
}

export function enhanceNames(names, url) {
  (names.classList.contains("names--tags") ? enhanceTags : enhanceBylines)(names, url);
}
