// The page of an article (articles/admin/article_page.py). Every part of it works without this, less comfortably.

import { tellCounts } from "newsroom/desk/counts";
import { keepText } from "newsroom/desk/keeping";
import { followPhotos } from "newsroom/desk/lead";
import { enhanceNames } from "newsroom/desk/names";

const form = document.getElementById("article_form");

/** Send a form once: a second click while the first is on its way is none. Previews open beside and do not count. */
function sendOnce() {
  let sending = false;
  form.addEventListener("submit", (event) => {
    if (event.submitter?.formTarget === "_blank") return;
    if (sending) event.preventDefault();
    sending = true;
  });
  addEventListener("pageshow", () => (sending = false));
}

/** Save by the keys that every program saves by. */
function saveByKeys() {
  const save = form.querySelector("button[name=_continue], button[name=_keep]");
  if (!save) return;
  addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "s") return;
    event.preventDefault();
    if (!document.querySelector("dialog[open]")) form.requestSubmit(save);
  });
}

/** Keep a title on one line, however many its field shows. */
function keepOnOneLine(field) {
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    document.getElementById("id_sapo")?.focus();
  });
  field.addEventListener("input", () => {
    if (field.value.includes("\n")) field.value = field.value.replace(/\s*\n\s*/g, " ");
  });
}

/** Lead into what a move asks, and let Enter in its fields make that move. */
function guideMoves() {
  for (const act of form.querySelectorAll("details.act")) {
    act.addEventListener("toggle", () => act.open && act.querySelector("textarea, input, select")?.focus());
    act.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && act.open) {
        act.open = false;
        act.querySelector("summary").focus();
      }
      if (event.key !== "Enter" || event.target.localName !== "input" || event.isComposing) return;
      event.preventDefault();
      form.requestSubmit(act.querySelector("button[name=_move]"));
    });
  }
}

if (form) {
  sendOnce();
  saveByKeys();
  guideMoves();
  for (const names of form.querySelectorAll("[data-names]")) enhanceNames(names, form.dataset[`${names.dataset.names}s`]);
  for (const field of form.querySelectorAll("[data-one-line]")) keepOnOneLine(field);
  for (const count of form.querySelectorAll("output[data-count]")) tellCounts(count);
  followPhotos(form);
  if (form.querySelector("[name=title]")) keepText(form);
}
(document.querySelector(".act .errors :is(textarea, input, select)") ?? document.querySelector("[data-problems]"))?.focus();
