// Counts the ticked articles, and ticks a whole page; without this script the list works as it is.

const form = document.getElementById("changelist-form");
const acts = form?.querySelector(".acts");

if (acts) {
  const boxes = [...form.querySelectorAll("[name=_selected_action]")];
  const output = acts.querySelector(".ticked");

  const all = document.createElement("input");
  all.type = "checkbox";
  const label = document.createElement("label");
  const name = form.querySelector("thead .pick span");
  label.append(all, name.cloneNode(true));
  name.replaceWith(label);

  const count = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && ticked < boxes.length;
    output.textContent = ticked ? `${output.dataset.some} ${ticked}` : output.dataset.none;
  };

  all.addEventListener("change", () => {
    for (const box of boxes) box.checked = all.checked;
    count();
  });
  form.addEventListener("change", count);
  // Back from another page, the browser has filled in what was ticked before.
  addEventListener("pageshow", count);
}
