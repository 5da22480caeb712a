// The photo library behind the desk's addresses (articles/admin: choose, upload, file).

import { gettext } from "newsroom/editor/dom";

const NONE = "00000000-0000-0000-0000-000000000000";
const MOST_AT_ONCE = 50;

export class Library {
  constructor(addresses, token) {
    this.addresses = addresses;
    this.token = token;
    this.known = new Map();
    this.watchers = new Map();
    this.wanted = new Set();
  }

  /** Tell `watcher` what is known of a photo now and whenever more is, or null and why; returns how to stop. */
  watch(id, watcher) {
    if (!this.watchers.has(id)) this.watchers.set(id, new Set());
    this.watchers.get(id).add(watcher);
    if (this.known.has(id)) watcher(this.known.get(id));
    else this.#want(id);
    return () => this.watchers.get(id).delete(watcher);
  }

  learn(photos) {
    for (const photo of photos) {
      this.known.set(photo.id, photo);
      for (const watcher of this.watchers.get(photo.id) ?? []) watcher(photo);
    }
    return photos;
  }

  async search(words, older = null) {
    const query = new URLSearchParams({ q: words });
    if (older !== null) query.set("older", older);
    const found = await this.#ask(`${this.addresses.choose}?${query}`);
    this.learn(found.photos);
    return found;
  }

  /** Send files; returns the new photos, and those refused with their reasons. */
  async upload(files) {
    const form = new FormData();
    for (const file of files) form.append("files", file);
    const answer = await this.#ask(this.addresses.upload, form);
    this.learn(answer.photos);
    return answer;
  }

  /** Give a photo that awaits its picture the file. */
  async complete(id, file) {
    const form = new FormData();
    form.append("file", file);
    const answer = await this.#ask(this.addresses.file.replace(NONE, id), form);
    if (answer.photo) this.learn([answer.photo]);
    return answer;
  }

  #want(id) {
    if (this.wanted.size === 0) setTimeout(() => this.#fetchWanted());
    this.wanted.add(id);
  }

  async #fetchWanted() {
    const ids = [...this.wanted];
    this.wanted.clear();
    for (let at = 0; at < ids.length; at += MOST_AT_ONCE) {
      const some = ids.slice(at, at + MOST_AT_ONCE);
      let missing = some;
      let reason;
      try {
        const { photos } = await this.#ask(`${this.addresses.choose}?${new URLSearchParams(some.map((id) => ["id", id]))}`);
        this.learn(photos);
        missing = some.filter((id) => !this.known.has(id));
      } catch (error) {
        reason = error.message;
      }
      for (const id of missing) for (const watcher of this.watchers.get(id) ?? []) watcher(null, reason);
    }
  }

  async #ask(address, body = null) {
    const headers = { Accept: "application/json", ...(body ? { "X-CSRFToken": this.token } : {}) };
    let answer;
    try {
      answer = await fetch(address, { method: body ? "POST" : "GET", body, headers });
    } catch {
      throw new Error(gettext("No connection. Try again in a moment."));
    }
    // An expired session leads to the page for signing in, which is no JSON.
    const isJson = /json/.test(answer.headers.get("Content-Type") ?? "");
    const data = isJson ? await answer.json() : null;
    if (data && (answer.ok || answer.status === 400)) return data;
    const reason = data?.refused?.[0]?.reason;
    if (reason) throw new Error(reason);
    if (answer.status === 403) throw new Error(gettext("You may not do this with photos."));
    if (answer.status === 413) throw new Error(gettext("The files are too large to send together. Send fewer at a time."));
    throw new Error(gettext("The desk did not answer as expected. Save your text, then sign in again."));
  }
}
