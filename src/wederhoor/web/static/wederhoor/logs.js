/* Sends a file of logs in pieces with a bar that shows how far it is; without this the form sends it whole.
   When the line breaks off, sending it again goes on behind the last piece that arrived. */
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
        if (answer.ok && !answer.redirected) return (await answer.json()).piece;
        if (answer.redirected || answer.status < 500) turn = 9; // asking again would say the same
        throw new Error(answer.status);
      } catch (problem) {
        if (turn > 1) throw problem;
      }
      await new Promise((done) => setTimeout(done, 1000 * (turn + 1)));
    }
  }

  const input = form.querySelector("input[type=file]"), button = form.querySelector("button");
  let pieces = [], known = "", under = false;

  function reset() {
    for (const field of form.querySelectorAll("[data-sent]")) field.remove();
    input.disabled = button.disabled = under = false;
    row.hidden = true;
  }

  addEventListener("pageshow", reset); // also when one comes back to the page as it was left

  form.addEventListener("submit", async (event) => {
    const file = input.files[0];
    if (!file) return;
    event.preventDefault();
    if (under) return;
    under = button.disabled = true;
    row.hidden = false;
    broken.hidden = true;
    const name = [file.name, file.size, file.lastModified].join();
    if (name !== known) [pieces, known, bar.value] = [[], name, 0];
    try {
      for (let at = pieces.length * size; at < file.size; at += size) {
        pieces.push(await send(file.slice(at, at + size)));
        bar.value = Math.round((100 * Math.min(at + size, file.size)) / file.size);
        told.textContent = `${bar.value} %`;
      }
    } catch {
      reset();
      broken.hidden = false;
      return;
    }
    for (const [name, value] of [["pieces", pieces.join(" ")], ["name", file.name]]) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value }).dataset.sent = "";
      form.append(field);
    }
    input.disabled = true;
    form.submit();
  });
})();
