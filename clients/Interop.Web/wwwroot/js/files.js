// Files on their way in: picked, dropped or pasted, in pieces, so that a broken link costs a piece and not the file. Only this server is asked.
const Piece = 512 * 1024;
const Max = 64 * 1024 * 1024;

export function gather(zone, box, input, dotnet, persona) {
  const all = new Map();
  let next = 0;
  let over = 0;
  const path = `/uploads/${encodeURIComponent(persona)}`;

  const add = files => {
    for (const file of files) {
      const one = { id: `f${next += 1}`, file, at: null };
      all.set(one.id, one);
      dotnet.invokeMethodAsync('FileAdded', one.id, file.name || 'file', file.size);
      if (file.size === 0 || file.size > Max) dotnet.invokeMethodAsync('FileFailed', one.id, file.size === 0 ? 'The file is empty.' : 'At most 64 MB can be sent.', false);
      else run(one);
    }
  };

  const ask = async (one, method, to, headers, body) => {
    const answer = await fetch(to, { method, headers: { 'Tus-Resumable': '1.0.0', ...headers }, body, signal: one.stop.signal });
    if (answer.ok) return answer;
    const fault = new Error(method === 'HEAD' ? '' : await answer.text());
    fault.status = answer.status;
    throw fault;
  };

  const bring = async one => {
    const size = one.file.size;
    one.digest ??= base64url(await crypto.subtle.digest('SHA-256', await one.file.arrayBuffer()));
    let offset = 0;
    if (one.at) offset = Number((await ask(one, 'HEAD', `${path}/${one.at}`, {})).headers.get('Upload-Offset'));
    else one.at = (await (await ask(one, 'POST', path, { 'Upload-Length': String(size) })).json()).id;
    while (offset < size) {
      const answer = await ask(one, 'PATCH', `${path}/${one.at}`, { 'Upload-Offset': String(offset), 'Content-Type': 'application/offset+octet-stream' }, one.file.slice(offset, offset + Piece));
      offset = Number(answer.headers.get('Upload-Offset'));
      one.tries = 0;
      dotnet.invokeMethodAsync('FileSent', one.id, offset).catch(() => undefined);
    }
    const done = await ask(one, 'POST', `${path}/${one.at}`, { 'Content-Type': 'application/json' }, JSON.stringify({ digest: one.digest }));
    await until(() => done.clone().text().then(text => dotnet.invokeMethodAsync('FileDone', one.id, text)), one);
  };

  const run = async one => {
    one.stop = new AbortController();
    one.tries = 0;
    while (all.has(one.id)) {
      try {
        return await bring(one);
      } catch (fault) {
        if (one.stop.signal.aborted) return undefined;
        if (fault.status === 404 && one.at) one.at = null; // thrown away meanwhile: from the beginning
        else if (fault.status && fault.status !== 409 && fault.status < 500 && fault.status !== 429) return dotnet.invokeMethodAsync('FileFailed', one.id, fault.message, fault.status === 401 || fault.status === 404);
        dotnet.invokeMethodAsync('FileWaits', one.id).catch(() => undefined);
        await pause(Math.min(15000, 500 * 2 ** (one.tries += 1)), one.stop.signal);
      }
    }
    return undefined;
  };

  const dropped = event => {
    event.preventDefault();
    over = 0;
    delete zone.dataset.drop;
    add(event.dataTransfer.files);
  };
  const carries = event => event.dataTransfer?.types.includes('Files');
  const dragged = event => { if (carries(event)) event.preventDefault(); };
  const entered = event => { if (carries(event)) { over += 1; zone.dataset.drop = 'yes'; } };
  const left = event => { if (carries(event) && (over -= 1) <= 0) delete zone.dataset.drop; };
  const pasted = event => {
    if (!event.clipboardData?.files.length) return;
    event.preventDefault();
    add(event.clipboardData.files);
  };
  const picked = () => { add([...input.files]); input.value = ''; };
  zone.addEventListener('drop', dropped);
  zone.addEventListener('dragover', dragged);
  zone.addEventListener('dragenter', entered);
  zone.addEventListener('dragleave', left);
  box.addEventListener('paste', pasted);
  input.addEventListener('change', picked);
  // What was picked while this was still on its way.
  if (input.files.length > 0) picked();
  return {
    pick: () => input.click(),
    again: id => { const one = all.get(id); if (one) run(one); },
    remove: id => {
      const one = all.get(id);
      all.delete(id);
      one?.stop?.abort();
      if (one?.at) fetch(`${path}/${one.at}`, { method: 'DELETE', headers: { 'Tus-Resumable': '1.0.0' } }).catch(() => undefined);
    },
    // They are part of a message now.
    forget: () => all.clear(),
    dispose: () => {
      for (const one of all.values()) one.stop?.abort();
      all.clear();
      zone.removeEventListener('drop', dropped);
      zone.removeEventListener('dragover', dragged);
      zone.removeEventListener('dragenter', entered);
      zone.removeEventListener('dragleave', left);
    },
  };
}

// The page's own link can be broken too: it is told once that stands again.
async function until(tell, one) {
  for (;;) {
    try { return await tell(); } catch { await pause(1000, one.stop.signal); }
  }
}

function pause(ms, signal) {
  return new Promise((resolve, reject) => {
    const ended = () => { clearTimeout(timer); removeEventListener('online', go); reject(new Error('cancelled')); };
    const go = () => { clearTimeout(timer); removeEventListener('online', go); signal.removeEventListener('abort', ended); resolve(); };
    const timer = setTimeout(go, ms);
    addEventListener('online', go, { once: true });
    signal.addEventListener('abort', ended, { once: true });
  });
}

function base64url(octets) {
  return btoa(String.fromCharCode(...new Uint8Array(octets))).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
