// Asks the browser for a passkey or security key, and sends its answer with the form that asked.
const decode = (text) => {
  const base64 = text.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
};

const encode = (buffer) => {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
};

const keys = (list) => (list ?? []).map((key) => ({ ...key, id: decode(key.id) }));

const answer = (credential) => {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = encode(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
};

const made = (options, alone) => {
  const publicKey = structuredClone(options.publicKey);
  publicKey.challenge = decode(publicKey.challenge);
  publicKey.user.id = decode(publicKey.user.id);
  publicKey.excludeCredentials = keys(publicKey.excludeCredentials);
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: alone ? "required" : "discouraged",
    requireResidentKey: alone,
    ...(alone && { userVerification: "required" }),
  };
  return navigator.credentials.create({ publicKey });
};

const given = (options) => {
  const publicKey = structuredClone(options.publicKey);
  publicKey.challenge = decode(publicKey.challenge);
  publicKey.allowCredentials = keys(publicKey.allowCredentials);
  return navigator.credentials.get({ publicKey });
};

const optionsOf = async (form) => {
  if (form.dataset.passkeyOptions) return JSON.parse(form.dataset.passkeyOptions);
  const response = await fetch(form.dataset.passkeyFrom, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error(response.statusText);
  return (await response.json()).request_options;
};

const ceremony = async (form) => {
  const options = await optionsOf(form);
  if (form.dataset.passkey === "get") return given(options);
  return made(options, form.querySelector("[data-passkey-alone]").checked);
};

if (window.PublicKeyCredential) {
  for (const callout of document.querySelectorAll("[data-passkey-absent]")) callout.hidden = true;
  for (const form of document.querySelectorAll("[data-passkey]")) {
    const error = form.querySelector("[data-passkey-error]");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      error.textContent = "";
      try {
        form.elements.credential.value = answer(await ceremony(form));
        form.submit();
      } catch {
        // Cancelled, timed out, or no fitting key: the browser does not say which, on purpose.
        error.textContent = error.dataset.passkeyError;
      }
    });
  }
}
