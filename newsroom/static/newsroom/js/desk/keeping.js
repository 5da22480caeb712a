// Keeps what is typed on this machine until the desk has it: a session that ends, a closed lid, a lost network lose nothing.

const gettext = window.gettext ?? ((text) => text);
const PAUSE = 800;
const DAYS = 14;
const LEFT_OUT = /^(csrfmiddlewaretoken|seen|story_id|_\w+|\w+_(reason|when|assignee|override|correction))$/;

/** Return what a form would send of its text. */
function textOf(form) {
  return [...new FormData(form)].filter(([name, value]) => !LEFT_OUT.test(name) && typeof value === "string");
}

/** Return texts as they are compared: the server tidies spaces and writes HTML in its own way. */
function bare(entries) {
  return JSON.stringify(
    entries
      .filter(([, value]) => value.trim())
      .map(([name, value]) => [name, value.replace(/<[^>]*>|&nbsp;/g, " ").normalize("NFC").replace(/\s+/g, " ").trim()]),
  );
}

function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key));
  } catch {
    return null;
  }
}

function write(key, kept) {
  try {
    localStorage.setItem(key, JSON.stringify(kept));
  } catch {
    // No room, or not allowed: the warning before leaving remains.
  }
}

function forgetOld() {
  const since = Date.now() - DAYS * 24 * 3600 * 1000;
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith("bai/") && !(read(key)?.at > since)) localStorage.removeItem(key);
  }
}

/** Ask the server to show a kept text in its form again, unsaved; it knows every field better than a script. */
function showAgain(form, kept) {
  const again = document.createElement("form");
  again.method = "post";
  again.hidden = true;
  const fields = [
    ...kept.text,
    ["csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value],
    ["seen", kept.seen],
    ["story_id", form.elements.story_id?.value ?? ""],
    ["_restore", "1"],
  ];
  for (const [name, value] of fields) {
    // A textarea keeps the line ends that an input would drop.
    const field = document.createElement("textarea");
    field.name = name;
    field.value = value;
    again.append(field);
  }
  document.body.append(again);
  again.submit();
}

function offer(form, key, kept, leave) {
  const at = new Date(kept.at).toLocaleString("vi", { hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit" });
  const box = document.createElement("section");
  box.className = "kept";
  box.setAttribute("role", "status");
  const words = document.createElement("p");
  words.textContent = gettext("This machine kept an unsaved text of this article from {at}.").replace("{at}", at);
  const restore = document.createElement("button");
  const drop = document.createElement("button");
  for (const [button, label, look] of [
    [restore, gettext("Show it in the form"), "button"],
    [drop, gettext("Throw it away"), "button ghost"],
  ]) {
    button.type = "button";
    button.className = look;
    button.textContent = label;
  }
  restore.addEventListener("click", () => {
    leave();
    showAgain(form, kept);
  });
  drop.addEventListener("click", () => {
    localStorage.removeItem(key);
    box.remove();
  });
  box.append(words, restore, drop);
  form.before(box);
}

export function keepText(form) {
  const key = `bai/${form.dataset.keep}`;
  const seen = form.elements.seen.value;
  const unsaved = "unsaved" in form.dataset;
  const first = bare(textOf(form));
  let leaving = false;
  let waiting = null;
  let waitsForAnswer = false;

  const isDirty = () => unsaved || bare(textOf(form)) !== first;
  const keep = () => {
    clearTimeout(waiting);
    // What is offered is not written over before it was looked at.
    if (!waitsForAnswer && isDirty()) write(key, { at: Date.now(), seen, text: textOf(form) });
  };
  const leave = () => (leaving = true);

  forgetOld();
  const kept = read(key);
  if (document.querySelector(".messagelist .kept-safe") || (kept && bare(kept.text) === first && !unsaved)) {
    localStorage.removeItem(key);
  } else if (kept && !unsaved) {
    waitsForAnswer = true;
    offer(form, key, kept, leave);
  }
  form.addEventListener("input", (event) => {
    if (LEFT_OUT.test(event.target.name ?? "")) return;
    waitsForAnswer = false;
    clearTimeout(waiting);
    waiting = setTimeout(keep, PAUSE);
  });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.submitter?.formTarget === "_blank") return;
    keep();
    leave();
  });
  addEventListener("pagehide", keep);
  addEventListener("pageshow", () => (leaving = false));
  addEventListener("beforeunload", (event) => {
    if (leaving || !isDirty()) return;
    keep();
    event.preventDefault();
  });
  for (const link of form.querySelectorAll("[data-discard]")) {
    link.addEventListener("click", () => {
      leave();
      localStorage.removeItem(key);
      waitsForAnswer = true;
    });
  }
}
