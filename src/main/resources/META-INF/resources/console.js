// What the console needs beyond HTML and htmx: day or night, dialogs that open from a button, and a beat for blocks that live.
const root = document.documentElement;

const isDark = () => (root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';

document.addEventListener('click', event => {
  const opener = event.target.closest('[data-dialog]');
  if (opener) document.getElementById(opener.dataset.dialog)?.showModal();
  const closer = event.target.closest('[data-close]');
  if (closer) closer.closest('dialog')?.close();
  if (event.target.closest('[data-theme-toggle]')) {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    document.cookie = `theme=${root.dataset.theme}; Path=/; Max-Age=31536000; SameSite=Strict`;
    document.dispatchEvent(new Event('theme'));
  }
  const all = event.target.closest('[data-choose-all]');
  if (all) {
    for (const box of all.closest('form').querySelectorAll('input[name^="chosen-"]:enabled')) box.checked = all.checked;
  }
});

// Blocks that live ask again on this event, and only while somebody looks.
setInterval(() => {
  if (document.visibilityState === 'visible') document.body.dispatchEvent(new Event('beat'));
}, 2000);
