// The script of the page: reads files, hands them to the program, shows what comes back. It decides nothing and says nothing of its own.
(() => {
  'use strict';
  const MOST_FILES = 5000;
  const MOST_BYTES = 256 * 1024 * 1024;
  const SHAPES = {
    erased: 'M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20z M7 12.5l3.5 3.5l6.5-7.5',
    reserved: 'M3 3h18v18H3z M7 12.5l3.5 3.5l6.5-7.5',
    bad: 'M8 2h8l6 6v8l-6 6H8l-6-6V8z M8 8l8 8 M16 8l-8 8',
    unknown: 'M12 2.5L22.5 21H1.5z M12 9.5v5 M12 17.8v.2',
    other: 'M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20z M7.5 12h9',
  };
  const $ = (id) => document.getElementById(id);
  const element = (tag, className, text) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const bytesOf = (text) => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

  let page;
  let texts = {};
  let lang = /^fr\b/i.test(navigator.language || 'fr') ? 'fr' : 'en';
  let message = null;
  let taken = { files: 0, bytes: 0 };

  // Whatever goes wrong in here takes every answer away: none may stand that is not the program's.
  function broken(error) {
    page = undefined;
    $('works').hidden = true;
    $('failed').hidden = false;
    if (texts.broken) $('failed').replaceChildren(element('p', '', texts.broken));
    console.error(error);
  }

  function shape(tone) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', SHAPES[tone]);
    svg.append(path);
    return svg;
  }

  function card(answer, open) {
    const item = element('li', 'card ' + answer.tone);
    item.dataset.verdict = answer.verdict;
    const side = element('div', 'shape');
    side.append(shape(answer.tone));
    const body = element('div', 'body');
    const sentence = element('p', 'sentence');
    sentence.append(element('span', 'word', answer.word), answer.rest ? ' – ' + answer.rest : '');
    body.append(element('p', 'name', answer.name), sentence);
    if (answer.details.length) {
      const fold = element('details');
      fold.open = open;
      const list = element('ul', 'details');
      for (const [text, items] of answer.details) {
        const line = element('li', '', text);
        if (items.length) {
          const inner = element('ul');
          inner.append(...items.map((text) => element('li', '', text)));
          line.append(inner);
        }
        list.append(line);
      }
      fold.append(element('summary', '', texts.details), list);
      body.append(fold);
    }
    item.append(side, body);
    return item;
  }

  function show() {
    const shown = JSON.parse(page.show(Date.now(), lang));
    texts = Object.fromEntries(shown.texts);
    document.documentElement.lang = lang;
    document.title = texts.title;
    for (const place of document.querySelectorAll('[data-text]')) place.textContent = texts[place.dataset.text];
    for (const button of document.querySelectorAll('[data-lang]')) {
      button.setAttribute('aria-pressed', String(button.dataset.lang === lang));
    }
    const trust = shown.trust;
    $('trust').className = 'trust ' + trust.from;
    $('trust-title').textContent = trust.title;
    $('trust-explain').textContent = trust.explain;
    $('words').replaceChildren(...trust.words.map((word) => element('li', '', word)));
    $('lists').replaceChildren(...trust.lists.map((text) => element('li', '', text)));
    $('results').hidden = shown.answers.length === 0 && taken.files === 0;
    $('answers').replaceChildren(...shown.answers.map((answer) => card(answer, shown.answers.length === 1)));
    $('summary').textContent = shown.summary || '';
    $('checked').textContent = shown.checked || '';
    $('message').textContent = message ? texts[message] : '';
    $('message').className = 'message' + (message === 'reading' ? ' quiet' : '');
    return shown;
  }

  // Takes files as [name, File] pairs, one drop at a time.
  let queue = Promise.resolve();
  const take = (pairs, closed) => (queue = queue.then(() => taking(pairs, closed)).catch(broken));

  async function taking(pairs, closed) {
    if (!page) return;
    message = 'reading';
    show();
    const wanted = pairs.map(([name, file]) => [name, file, wasm_bindgen.Page.needed(name)]).filter((entry) => entry[2] >= 0);
    const size = wanted.reduce((sum, [, file, needed]) => sum + Math.min(file.size, needed), 0);
    message = closed ? 'folder_closed' : null;
    if (taken.files + wanted.length > MOST_FILES || taken.bytes + size > MOST_BYTES) {
      message = 'too_many';
    } else {
      for (const [name, file, needed] of wanted) {
        let bytes;
        try {
          bytes = new Uint8Array(await file.slice(0, needed).arrayBuffer());
        } catch {
          // A folder that looks like a file, or a file that went away.
          message = 'folder_closed';
          continue;
        }
        page.add(name, bytes);
        taken.files += 1;
        taken.bytes += bytes.length;
      }
    }
    const shown = show();
    if (!message && shown.nothing) {
      message = 'nothing';
      show();
    }
    document.body.dataset.taken = String(Number(document.body.dataset.taken || 0) + 1);
    if (shown.answers.length) $('results').scrollIntoView({ block: 'start' });
  }

  const inner = (file) => file.webkitRelativePath || file.name;
  const call = (object, method, ...args) => new Promise((yes, no) => object[method](...args, yes, no));

  // What a folder that was dropped holds, by either way of looking into it.
  async function walkHandle(handle, path, pairs) {
    if (pairs.length > 4 * MOST_FILES) return;
    if (handle.kind === 'file') {
      pairs.push([path, await handle.getFile()]);
      return;
    }
    for await (const child of handle.values()) await walkHandle(child, path + '/' + child.name, pairs);
  }

  async function walkEntry(entry, path, pairs) {
    if (pairs.length > 4 * MOST_FILES) return;
    if (entry.isFile) {
      pairs.push([path, await call(entry, 'file')]);
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const entries = await call(reader, 'readEntries');
      if (!entries.length) return;
      for (const child of entries) await walkEntry(child, path + '/' + child.name, pairs);
    }
  }

  async function dropped(transfer) {
    // All has to be asked for before anything is waited for. Chromium gives no entry of a page that was opened from a disk any file;
    // the others have no handles.
    const found = [...transfer.items].filter((item) => item.kind === 'file').map((item) => ({
      entry: item.webkitGetAsEntry && item.webkitGetAsEntry(),
      handle: item.getAsFileSystemHandle && item.getAsFileSystemHandle(),
      file: item.getAsFile(),
    }));
    const pairs = [];
    let closed = false;
    for (const { entry, handle, file } of found) {
      try {
        if (!entry || !entry.isDirectory) {
          if (file) pairs.push([file.name, file]);
        } else if (handle) {
          await walkHandle(await handle, entry.name, pairs);
        } else {
          await walkEntry(entry, entry.name, pairs);
        }
      } catch {
        closed = true;
      }
    }
    take(pairs, closed);
  }

  function start() {
    wasm_bindgen.initSync({ module: bytesOf($('program').textContent.trim()) });
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
    page = new wasm_bindgen.Page(zone);
    for (const line of $('trust-folder').textContent.trim().split('\n').filter(Boolean)) {
      const [name, bytes] = line.split(' ');
      page.build_in(name, bytesOf(bytes));
    }
    $('version').textContent = wasm_bindgen.version();

    for (const input of [$('files'), $('folder')]) {
      input.addEventListener('change', () => {
        take([...input.files].map((file) => [inner(file), file]), false);
        input.value = '';
      });
    }
    // A file that misses the mark must not replace the page.
    let depth = 0;
    const over = (by) => {
      depth = Math.max(0, depth + by);
      $('drop').classList.toggle('over', depth > 0);
    };
    addEventListener('dragenter', (event) => { event.preventDefault(); over(1); });
    addEventListener('dragleave', () => over(-1));
    addEventListener('dragover', (event) => { event.preventDefault(); event.dataTransfer.dropEffect = 'copy'; });
    addEventListener('drop', (event) => { event.preventDefault(); over(-depth); dropped(event.dataTransfer).catch(broken); });
    for (const button of document.querySelectorAll('[data-lang]')) {
      button.addEventListener('click', () => { lang = button.dataset.lang; try { show(); } catch (error) { broken(error); } });
    }
    $('print').addEventListener('click', () => print());
    $('clear').addEventListener('click', () => {
      page.clear();
      taken = { files: 0, bytes: 0 };
      message = null;
      show();
      scrollTo(0, 0);
    });
    addEventListener('beforeprint', () => { for (const fold of document.querySelectorAll('.card details')) fold.open = true; });
    show();
    $('failed').hidden = true;
    $('works').hidden = false;
  }

  try {
    start();
  } catch (error) {
    broken(error);
  }
})();
