/* Sends a file of logs in pieces with a bar that shows how far it is; without this the form sends it whole. */
(() => {
  const form = document.querySelector("form[data-pieces]");
  if (!form || !window.fetch || !File.prototype.slice) return;
  const bar = form.querySelector("progress"), row = form.querySelector("[data-progress]");
  const told = row.querySelector("[role=status]"), broken = form.querySelector("[data-broken]");
  const size = Number(form.dataset.size), token = form.querySelector("[name=csrfmiddlewaretoken]").value;

  async function send(piece) {
    for (let turn = 0; ; turn++) {
      try {
        const answer = await fetch(form.dataset.pieces, {
          method: "POST", body: piece,
          headers: { "X-CSRFToken": token, "Content-Type": "application/octet-stream" },
        });
        if (answer.ok) return (await answer.json()).piece;
        if (answer.status < 500 || turn > 2) throw new Error(answer.status);
      } catch (problem) {
        if (turn > 2) throw problem;
      }
      await new Promise((done) => setTimeout(done, 1000 * (turn + 1)));
    }
  }

  form.addEventListener("submit", async (event) => {
    const input = form.querySelector("input[type=file]"), file = input.files[0];
    if (!file) return;
    event.preventDefault();
    row.hidden = false;
    broken.hidden = true;
    const pieces = [];
    try {
      for (let at = 0; at < file.size; at += size) {
        pieces.push(await send(file.slice(at, at + size)));
        bar.value = Math.round((100 * Math.min(at + size, file.size)) / file.size);
        told.textContent = `${bar.value} %`;
      }
    } catch {
      row.hidden = true;
      broken.hidden = false;
      return;
    }
    for (const [name, value] of [["pieces", pieces.join(" ")], ["name", file.name]]) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      form.append(field);
    }
    input.disabled = true;
    form.submit();
  });
})();
