// The service, as the page asks it.

const status = document.getElementById("status");

/** Tells the person something; a failure stays until the next word. */
export function tell(text, isBad = false) {
  status.textContent = text;
  status.classList.toggle("bad", isBad);
}

async function ask(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error("The server does not answer. What was not saved is said here; start it again with 'aerial serve'.");
  }
  const body = await response.json().catch(() => null);
  if (!response.ok) throw new Error(body?.detail ?? `The server said ${response.status}.`);
  return body;
}

export const get = (path, signal) => ask(path, { signal });

const send = (method) => (path, value) =>
  ask(path, { method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(value) });
export const put = send("PUT");
export const post = send("POST");
export const remove = (path) => ask(path, { method: "DELETE" });
export const upload = (path, file) => ask(path, { method: "POST", headers: { "Content-Type": file.type }, body: file });

/** Runs a piece of work and tells what went wrong with it. */
export async function attempt(body) {
  try {
    return await body();
  } catch (error) {
    if (error.name !== "AbortError") tell(error.message, true);
    return null;
  }
}

/** Asks again and again while the page is looked at; stops when the function that it gives is called. */
export function poll(seconds, body) {
  let isOver = false;
  (async () => {
    while (!isOver) {
      await new Promise((resume) => setTimeout(resume, seconds * 1000));
      if (!isOver && !document.hidden) await attempt(body);
    }
  })();
  return () => { isOver = true; };
}
