/* The focal point on a photo's page: by click, by dragging nothing, by arrow keys. The numbers of the form are what is sent. */
const area = document.getElementById("focus-area");
const form = document.getElementById("focus-form");
if (area && form) {
  const dot = area.querySelector("button");
  const lines = area.querySelectorAll("line");
  const fields = { across: form.elements.across, down: form.elements.down };
  const within = (value) => Math.min(100, Math.max(0, Math.round(value * 10) / 10));
  const read = (field) => within(Number(field.value) || 0);

  const show = () => {
    const across = read(fields.across), down = read(fields.down);
    dot.style.insetInlineStart = `${across}%`;
    dot.style.insetBlockStart = `${down}%`;
    for (const end of ["x1", "x2"]) lines[0].setAttribute(end, across);
    for (const end of ["y1", "y2"]) lines[1].setAttribute(end, down);
  };
  const move = (across, down) => {
    fields.across.value = within(across);
    fields.down.value = within(down);
    show();
  };

  area.addEventListener("click", (event) => {
    if (event.target === dot) return;
    const box = area.getBoundingClientRect();
    move(((event.clientX - box.left) / box.width) * 100, ((event.clientY - box.top) / box.height) * 100);
    dot.focus({ preventScroll: true });
  });
  dot.addEventListener("keydown", (event) => {
    const step = event.shiftKey ? 10 : 1;
    const [right, under] = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] }[event.key] || [0, 0];
    if (!right && !under) return;
    event.preventDefault();
    move(read(fields.across) + right, read(fields.down) + under);
  });
  for (const field of Object.values(fields)) field.addEventListener("input", show);
  dot.hidden = false;
  area.classList.add("ph-large--live");
  show();
}
