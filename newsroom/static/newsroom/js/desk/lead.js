// The choice of the lead photo follows the photos of the body while it is written.

const gettext = window.gettext ?? ((text) => text);
const LONGEST = 60;

function figuresOf(html) {
  const body = new DOMParser().parseFromString(html, "text/html");
  const found = new Map();
  for (const figure of body.querySelectorAll("figure[data-photo]")) {
    const caption = figure.querySelector("figcaption")?.textContent.trim() ?? "";
    if (!found.has(figure.dataset.photo)) found.set(figure.dataset.photo, caption);
  }
  return found;
}

export function followPhotos(form) {
  const select = form.elements.lead_photo;
  const body = form.elements.body;
  if (!select || !body) return;
  const isPhoto = (option) => /^[0-9a-f-]{36}$/.test(option.value);
  // One that the body never had stays to be chosen.
  const stored = figuresOf(body.value);
  const outside = new Set([...select.options].filter((option) => isPhoto(option) && !stored.has(option.value)).map((option) => option.value));
  body.addEventListener("input", () => {
    const chosen = select.value;
    for (const option of [...select.options]) if (isPhoto(option) && !outside.has(option.value)) option.remove();
    let place = 1;
    for (const [photo, caption] of figuresOf(body.value)) {
      const words = caption.length > LONGEST ? `${caption.slice(0, LONGEST)}…` : caption;
      const label = gettext("Photo {number}: {caption}").replace("{number}", place).replace("{caption}", words);
      select.add(new Option(label, photo), place);
      place += 1;
    }
    select.value = chosen;
    if (select.selectedIndex < 0) select.value = "";
  });
}
