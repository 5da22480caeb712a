// How long a field's text is, while it is typed.

const ngettext = window.ngettext ?? ((one, many, count) => (count === 1 ? one : many));

const LABELS = {
  characters: (count) => ngettext("{count} character", "{count} characters", count),
  words: (count) => ngettext("{count} word", "{count} words", count),
};

export function tellCounts(output) {
  const field = document.getElementById(output.htmlFor.value);
  const unit = output.dataset.count;
  field?.addEventListener("input", () => {
    const text = field.value.normalize("NFC").trim();
    const count = unit === "characters" ? [...text].length : (text.match(/\S+/g)?.length ?? 0);
    output.textContent = LABELS[unit](count).replace("{count}", count.toLocaleString("vi"));
  });
}
