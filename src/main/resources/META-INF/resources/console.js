// What the console needs beyond HTML and htmx: day or night, questions as dialogs, files that are looked at before they are
// loaded, and news of blocks that live.
const root = document.documentElement;
const dialog = document.getElementById('dialog');

const isDark = () => (root.dataset.theme ?? (matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark';

document.addEventListener('click', event => {
  if (event.target.closest('dialog [data-close]')) {
    event.preventDefault();
    dialog.close();
  }
  if (event.target.closest('[data-theme-toggle]')) {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    document.cookie = `theme=${root.dataset.theme}; Path=/; Max-Age=31536000; SameSite=Strict`;
  }
  const all = event.target.closest('[data-choose-all]');
  if (all) {
    for (const box of all.closest('form').querySelectorAll('tbody input[type=checkbox]:enabled')) box.checked = all.checked;
  }
});

// What a form would do, as the page says that it would open without script.
const ask = async (url, data) => {
  const answer = await fetch(url, {method: 'POST', body: data});
  return new DOMParser().parseFromString(await answer.text(), 'text/html');
};

// A question opens as a dialog. While a dry run works its button is off and says so.
document.addEventListener('submit', async event => {
  const form = event.target;
  const url = event.submitter?.getAttribute('formaction') ?? form.getAttribute('action');
  if (!url.endsWith('/look')) return;
  event.preventDefault();
  if (form.dataset.look) return look(form);
  const button = event.submitter;
  const label = button.innerHTML;
  const data = new URLSearchParams(new FormData(form));
  button.disabled = true;
  button.textContent = 'Trying it…';
  try {
    dialog.replaceChildren((await ask(url, data)).getElementById('asked'));
    dialog.showModal();
  } finally {
    button.disabled = false;
    button.innerHTML = label;
  }
});

// A file is looked at as soon as it is chosen, and again when anything is said of it.
let looks = 0;
const look = async form => {
  if (!form.elements.file.files.length) return form.reportValidity();
  const mine = ++looks;
  const place = document.getElementById('looked');
  place.setAttribute('aria-busy', 'true');
  const found = (await ask(form.dataset.look, new FormData(form))).getElementById('looked');
  if (mine === looks && found) place.replaceWith(found);
};
document.addEventListener('change', event => {
  const form = event.target.closest('form[data-look]');
  if (form && form.elements.file.files.length) {
    // What was said of the columns of another file holds no more.
    if (event.target.type === 'file' || event.target.name === 'table') document.getElementById('looked').replaceChildren();
    look(form);
  }
});
const shelf = document.getElementById('drop');
if (shelf) {
  const over = on => event => {
    event.preventDefault();
    shelf.querySelector('.drop').classList.toggle('over', on);
  };
  document.addEventListener('dragover', over(true));
  document.addEventListener('dragleave', over(false));
  document.addEventListener('drop', event => {
    over(false)(event);
    const input = shelf.querySelector('input[type=file]');
    if (event.dataTransfer.files.length) {
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event('change', {bubbles: true}));
    }
  });
}

// Blocks that live ask again on a beat, and only while somebody looks: of a run whenever its stream tells of it, else by the clock.
let stream;
const number = many => many.toLocaleString('en-US');
const further = (live, {id, progress: {done, total, unit}}) => {
  const job = live.querySelector(`[data-run="${id}"]`);
  if (!job) return;
  if (total) Object.assign(job.querySelector('progress'), {max: total, value: done});
  job.querySelector('[data-done]').textContent = `${number(done)}${total ? ` of about ${number(total)}` : ''} ${unit ?? ''}`;
};
const beat = () => document.body.dispatchEvent(new Event('beat'));
const listen = () => {
  const source = document.querySelector('[data-events]')?.dataset.events;
  if (document.visibilityState !== 'visible' || !source) {
    stream?.close();
    stream = undefined;
  } else if (!stream) {
    stream = new EventSource(source);
    let told = 0;
    stream.addEventListener('run', event => {
      if (Date.now() - told > 500 || JSON.parse(event.data).state !== 'running') {
        told = Date.now();
        beat();
      }
    });
    // Of a page of everything only what is otherwise is asked for; how far runs are is in the news itself.
    stream.addEventListener('status', event => {
      const live = document.querySelector('[data-mark]');
      if (!live) return;
      if (live.dataset.mark !== event.lastEventId) return beat();
      for (const run of JSON.parse(event.data).running) further(live, run);
    });
    stream.onerror = () => {
      stream?.close();
      stream = undefined;
    };
  }
};
document.addEventListener('visibilitychange', listen);
document.addEventListener('htmx:afterSettle', listen);
listen();
let beats = 0;
setInterval(() => {
  listen();
  // What only the clock moves is asked for now and then.
  const due = ++beats % 15 === 0 && document.querySelector('[data-mark]');
  if (document.visibilityState === 'visible' && (!stream || due)) beat();
}, 2000);

// A figure that could not be drawn says why, in its own place.
document.addEventListener('htmx:beforeSwap', event => {
  if (event.detail.target.matches('[data-figure]') && event.detail.xhr.status >= 400) {
    event.detail.shouldSwap = true;
    event.detail.selectOverride = '.problem';
  }
});

// Figures that could not be had again are old, and say so.
const stale = on => event => event.target.closest?.('#live')?.classList.toggle('stale', on);
document.addEventListener('htmx:sendError', stale(true));
document.addEventListener('htmx:responseError', stale(true));
document.addEventListener('htmx:beforeSwap', event => event.detail.xhr.status < 400 && stale(false)(event));
