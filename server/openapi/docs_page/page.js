/*
 * The page /docs: shows the interface of the server that it came from. Where the server asks for a token, so does the
 * page; it keeps it in memory only.
 */
const description = new URL("openapi.json", document.baseURI);
const form = document.querySelector("#token");
const failure = document.querySelector("#failure");

function say(text) {
  failure.textContent = text;
  failure.hidden = text === "";
}

async function load(token) {
  say("");
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const response = await fetch(description, { headers });
  form.hidden = response.status !== 401;
  if (response.status === 401 && token !== undefined) say("The server did not accept this token.");
  if (response.status === 401) return;
  if (!response.ok) return say(`The server has no description: ${response.status} ${await response.text()}`);
  show(await response.json(), token);
}

function show(spec, token) {
  const ui = globalThis.SwaggerUIBundle({
    spec,
    dom_id: "#interface",
    validatorUrl: null,
    tryItOutEnabled: true,
    onComplete: () => token !== undefined && ui.preauthorizeApiKey("bearer", token),
  });
}

function loadOrSay(token) {
  load(token).catch((error) => say(`The server cannot be reached: ${error.message}`));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  loadOrSay(new FormData(form).get("token"));
});
loadOrSay();
