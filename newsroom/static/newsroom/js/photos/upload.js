/* Uploading with a script: files dropped or chosen go one by one, each with its progress and its answer.
   Without this module the form sends all of them at once and the page comes back with the same list. */
const MOST_BYTES = 40 * 2 ** 20;
const form = document.getElementById("photo-upload");
const results = document.getElementById("photo-results");
const list = results.querySelector("ul");
const words = form.dataset;
const waiting = [];
let busy = false;

const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};

function line(file) {
  const row = {
    item: element("li", { class: "ph-result" }),
    picture: element("span", { class: "nopic-box" }),
    state: element("p", {}, words.waiting),
    bar: element("progress", { max: 1, value: 0, "aria-label": file.name }),
    file,
  };
  row.item.append(row.picture, element("div", {}, element("b", {}, file.name), row.bar, row.state));
  list.append(row.item);
  return row;
}

function refused(row, reason, again = false) {
  row.bar.remove();
  row.item.classList.add("ph-result--no");
  row.state.textContent = reason;
  if (!again) return;
  const button = element("button", { type: "button", class: "button ghost" }, words.again);
  button.addEventListener("click", () => {
    row.item.remove();
    add([row.file]);
  });
  row.state.append(" ", button);
}

function taken(row, photo) {
  row.bar.remove();
  if (photo.thumb) row.picture.replaceWith(element("img", { src: photo.thumb, alt: "", width: 96, height: 64 }));
  row.state.textContent = `${photo.known ? words.known : words.done} `;
  row.state.append(element("a", { href: `${words.page}${photo.id}/change/` }, photo.description || photo.name));
}

function send(row) {
  return new Promise((done) => {
    const body = new FormData();
    body.append("files", row.file);
    for (const name of ["credit", "description"]) body.append(name, form.elements[name].value);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("X-CSRFToken", form.elements.csrfmiddlewaretoken.value);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) row.bar.value = event.loaded / event.total;
      row.state.textContent = words.sending;
    });
    request.upload.addEventListener("load", () => {
      row.bar.removeAttribute("value");
      row.state.textContent = words.reading;
    });
    request.addEventListener("loadend", () => {
      const answer = request.response;
      if (answer?.photos?.length) taken(row, answer.photos[0]);
      else if (answer?.refused?.length) refused(row, answer.refused[0].reason);
      else refused(row, words.failed, true);
      done();
    });
    request.send(body);
  });
}

async function work() {
  if (busy) return;
  busy = true;
  while (waiting.length) await send(waiting.shift());
  busy = false;
}

function add(files) {
  results.hidden = false;
  for (const file of files) {
    const row = line(file);
    if (file.size > MOST_BYTES) refused(row, words.tooLarge);
    else waiting.push(row);
  }
  work();
}

const input = form.elements.files;
form.addEventListener("submit", (event) => {
  event.preventDefault();
  add(input.files);
  input.value = "";
});

const place = form.querySelector("[data-drop]");
for (const name of ["dragover", "dragenter"]) {
  place.addEventListener(name, (event) => {
    event.preventDefault();
    place.classList.add("ph-drop--over");
  });
}
for (const name of ["dragleave", "drop"]) place.addEventListener(name, () => place.classList.remove("ph-drop--over"));
place.addEventListener("drop", (event) => {
  event.preventDefault();
  add(event.dataTransfer.files);
});
for (const hint of form.querySelectorAll("[data-needs-script]")) hint.hidden = false;
