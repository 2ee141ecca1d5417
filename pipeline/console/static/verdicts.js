// Verdicts are sent without leaving the page; that they are known shows when the judgement has taken them.

const toast = document.getElementById("toast");
const name = document.getElementById("name");
const SENT = {
  acknowledged: "Acknowledged", resolved: "Resolved", false_alarm: "False alarm",
  accept: "Accepted", take_over: "Taken over", hand_on: "Handed on",
};
let timer = 0;

function tell(words, kind = "") {
  toast.textContent = words;
  toast.dataset.kind = kind;
  toast.hidden = false;
  clearTimeout(timer);
  timer = setTimeout(() => { toast.hidden = true; }, 6000);
}

async function send(form, { name: field, value }) {
  const told = new URLSearchParams(new FormData(form));
  told.set(field, value);
  told.set("by", localStorage.getItem("name") ?? "");
  try {
    const answer = await fetch(form.action, { method: "POST", body: told, headers: { Accept: "text/plain" } });
    if (!answer.ok) throw new Error(await answer.text());
    tell(`${SENT[value]}: written, on its way`);
  } catch (error) {
    form.classList.remove("sent");
    tell(`Not sent: ${error.message}`, "wrong");
  }
}

export function start() {
  name.value = localStorage.getItem("name") ?? "";
  name.addEventListener("change", () => localStorage.setItem("name", name.value.trim()));
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form.verdicts")) return;
    event.preventDefault();
    if (form.classList.contains("sent")) return;
    form.classList.add("sent");
    send(form, event.submitter);
    // Where the judgement is away the verdict waits in the log; another may be given.
    setTimeout(() => form.classList.remove("sent"), 4000);
  });
}
