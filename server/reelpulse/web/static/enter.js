/** Sends the token of `/enter#TOKEN`, which no log and no Referer ever sees, and opens the page. */

const token = location.hash.slice(1);
history.replaceState(null, "", location.pathname);

function end(id) {
  document.getElementById("entering").hidden = true;
  document.getElementById(id).hidden = false;
}

async function enter() {
  const answer = await fetch("/api/enter", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token }),
  });
  if (answer.ok) {
    location.replace("/");
  } else {
    document.getElementById("reason").textContent = (await answer.json()).error;
    end("refused");
  }
}

if (token) enter().catch(() => end("silent"));
else end("refused");
