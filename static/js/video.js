// A video in place of the link to it. Nothing of its site is loaded before; without this the link leads there.
export function play(link) {
  const frame = Object.assign(document.createElement("iframe"), {
    className: "video-player",
    title: link.textContent,
    allow: "autoplay; encrypted-media; fullscreen; picture-in-picture",
    // The players refuse to play for a page that says nothing of itself; they learn the host alone.
    referrerPolicy: "strict-origin-when-cross-origin",
  });
  // It may play and open its own site, and not lead this page away.
  frame.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-presentation");
  frame.src = link.dataset.video;
  link.replaceWith(frame);
  frame.focus();
}
