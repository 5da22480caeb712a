// The dialog that finds photos in the library or takes new ones.

import { button, element, fill, gettext, ngettext } from "newsroom/editor/dom";
import { Dialog } from "newsroom/editor/dialogs";
import { IMAGES } from "newsroom/editor/photo";

const PAUSE = 300; // between two letters of a search

/**
 * Ask for photos. `purpose` is "photos" (each or as a gallery), "gallery", "add" (to a gallery) or "replace" (one).
 * Returns { photos, as } with as = "each" or "gallery", or null.
 */
export function choosePhotos(library, purpose) {
  return new Chooser(library, purpose).ask();
}

const TITLES = {
  photos: () => gettext("Insert photos"),
  gallery: () => gettext("New gallery"),
  add: () => gettext("Add photos to the gallery"),
  replace: () => gettext("Replace the photo"),
};

class Chooser extends Dialog {
  constructor(library, purpose) {
    super(TITLES[purpose](), "body-chooser");
    this.library = library;
    this.single = purpose === "replace";
    this.chosen = new Map();
    this.search = element("input", { id: "body-chooser-search", type: "search", autocomplete: "off", oninput: () => this.#later() });
    const files = element("input", { id: "body-chooser-files", type: "file", accept: IMAGES, multiple: !this.single });
    files.addEventListener("change", async () => {
      await this.upload([...files.files]);
      files.value = "";
    });
    this.news = element("p", { class: "body-chooser__news", role: "status" });
    this.list = element("ul", { class: "body-chooser__list", "aria-label": gettext("Photos found") });
    this.more = button(gettext("Older photos"), () => this.#find(this.older), { class: "body-chooser__more", hidden: true });
    this.search.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) {
        event.preventDefault();
        this.#find();
      }
    });
    this.form.append(
      element(
        "div",
        { class: "body-chooser__ways" },
        element("div", {}, element("label", { for: this.search.id }, gettext("Search the library: words of the caption, the photographer")), this.search),
        element("div", {}, element("label", { for: files.id }, gettext("Or upload from this machine")), files),
      ),
      this.error,
      this.news,
      element("div", { class: "body-chooser__scroll" }, this.list, this.more),
      this.#buttons(purpose),
    );
    this.dom.addEventListener("dragover", (event) => event.preventDefault());
    this.dom.addEventListener("drop", (event) => {
      event.preventDefault();
      this.upload([...event.dataTransfer.files]);
    });
    this.#find();
  }

  #buttons(purpose) {
    if (purpose === "replace") return this.buttons([gettext("Replace"), "each", true]);
    if (purpose === "add") return this.buttons([gettext("Add"), "each", true]);
    const each = [gettext("Insert one by one"), "each", purpose === "photos"];
    const gallery = [gettext("Insert as a gallery"), "gallery", purpose === "gallery"];
    return this.buttons(...(purpose === "gallery" ? [gallery, each] : [each, gallery]));
  }

  answer(as) {
    const photos = [...this.chosen.values()];
    if (photos.length) return this.done({ photos, as });
    this.error.textContent = gettext("Choose a photo first.");
  }

  #later() {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.#find(), PAUSE);
  }

  async #find(older = null) {
    clearTimeout(this.pause);
    const turn = (this.turn = {});
    this.error.textContent = "";
    try {
      const found = await this.library.search(this.search.value.trim(), older);
      if (turn !== this.turn) return; // a later search has begun
      this.older = found.older;
      this.more.hidden = found.older === null;
      const items = found.photos.filter(({ id }) => !this.chosen.has(id)).map((photo) => this.#item(photo));
      if (older === null) this.list.replaceChildren(...[...this.list.children].filter(isChosen), ...items);
      else this.list.append(...items);
      if (older !== null) items[0]?.querySelector("input").focus();
      const count = this.list.childElementCount;
      this.news.textContent = count
        ? fill(ngettext("{count} photo shown", "{count} photos shown", count), { count })
        : gettext("No photo matches.");
    } catch (error) {
      if (turn === this.turn) this.error.textContent = error.message;
    }
  }

  async upload(files) {
    if (!files.length) return;
    this.error.textContent = "";
    this.news.textContent = gettext("Sending the files …");
    try {
      const { photos, refused } = await this.library.upload(files);
      if (this.single) this.chosen.clear();
      const items = photos.map((photo) => this.#item(photo, true));
      this.list.prepend(...items);
      this.news.textContent = fill(ngettext("{count} photo received", "{count} photos received", photos.length), { count: photos.length });
      this.error.textContent = refused.map((file) => fill(gettext("{name} was refused: {reason}"), file)).join(" ");
      items[0]?.querySelector("input").focus();
    } catch (error) {
      this.news.textContent = "";
      this.error.textContent = error.message;
    }
  }

  #item(photo, chosen = false) {
    const input = element("input", { type: this.single ? "radio" : "checkbox", name: "photo", checked: chosen });
    input.addEventListener("change", () => this.#choose(photo, input.checked));
    if (chosen) this.chosen.set(photo.id, photo);
    const picture = photo.thumb
      ? element("img", { src: photo.thumb, alt: "", loading: "lazy", width: 240, height: 160 })
      : element("span", { class: "body-photo__none" }, element("b", {}, gettext("No picture file yet")));
    const words = element("span", { class: "body-chooser__words" }, photo.description || photo.alt || gettext("Without a description"));
    const credit = photo.credit ? element("small", {}, photo.credit) : null;
    return element("li", {}, element("label", {}, input, picture, words, credit));
  }

  #choose(photo, chosen) {
    if (this.single) this.chosen.clear();
    if (chosen) this.chosen.set(photo.id, photo);
    else this.chosen.delete(photo.id);
    const count = this.chosen.size;
    this.news.textContent = fill(ngettext("{count} photo chosen", "{count} photos chosen", count), { count });
  }
}

function isChosen(item) {
  return item.querySelector("input").checked;
}
