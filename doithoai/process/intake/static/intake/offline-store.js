/* What the offline page keeps on the device. Words and contacts lie sealed (AES-GCM) under a key that scripts can use
   but not read; the rest of a row (day, village, state, number) lies open. One row, one record, one transaction. */
(function () {
  'use strict';
  const NAME = 'doi-thoai-ngoai-tuyen', DAY = 864e5, STAYS = 7 * DAY;
  const encoder = new TextEncoder(), decoder = new TextDecoder();
  let db = null, key = null;

  const asked = request => new Promise((ok, no) => {
    request.onsuccess = () => ok(request.result);
    request.onerror = () => no(request.error);
  });

  /* Runs `work` in one transaction; settles only when it is on disk ("strict"), not merely handed over. */
  function within(stores, mode, work) {
    return new Promise((ok, no) => {
      const tx = db.transaction(stores, mode, { durability: 'strict' });
      let result;
      tx.oncomplete = () => ok(result);
      tx.onabort = () => no(tx.error || new Error('aborted'));
      Promise.resolve(work(name => tx.objectStore(name))).then(value => { result = value; }, error => {
        try { tx.abort(); } catch (e) { /* it has ended already */ }
        no(error);
      });
    });
  }

  function openDatabase() {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('rows', { keyPath: 'uuid' });
      request.result.createObjectStore('rounds', { keyPath: 'uuid' });
      request.result.createObjectStore('kept');
    };
    return asked(request);
  }

  async function open() {
    db = await openDatabase();
    db.onversionchange = () => db.close();
    const fresh = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
    /* Two tabs may open at once: whichever key is there first is the key of both. */
    key = await within(['kept'], 'readwrite', async at => {
      const there = await asked(at('kept').get('key'));
      if (!there) at('kept').put(fresh, 'key');
      return there || fresh;
    });
  }

  async function seal(words, about) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const how = { name: 'AES-GCM', iv, additionalData: encoder.encode(about) };
    return { iv, box: await crypto.subtle.encrypt(how, key, encoder.encode(JSON.stringify(words))) };
  }
  async function unseal(sealed, about) {
    const how = { name: 'AES-GCM', iv: sealed.iv, additionalData: encoder.encode(about) };
    return JSON.parse(decoder.decode(await crypto.subtle.decrypt(how, key, sealed.box)));
  }

  const read = uuid => within(['rows'], 'readonly', at => asked(at('rows').get(uuid)));
  async function opened(row) {
    try { return Object.assign({}, row, await unseal(row.sealed, row.uuid)); }
    catch (e) { return Object.assign({}, row, { lost: true, text: '', name: '', phone: '' }); }
  }
  /* All rows on this device; those of one seat opened, of other seats only counted. */
  async function rows(owner) {
    const all = await within(['rows'], 'readonly', at => asked(at('rows').getAll()));
    const mine = await Promise.all(all.filter(row => row.owner === owner).map(opened));
    return { mine: mine.sort((a, b) => a.n - b.n), others: all.filter(row => row.owner !== owner && row.state !== 'taken') };
  }

  async function add(facts, words) {
    const row = Object.assign({}, facts, { sealed: await seal(words, facts.uuid) });
    return within(['rows', 'kept'], 'readwrite', async at => {
      row.n = (await asked(at('kept').get('n')) || 0) + 1;
      at('kept').put(row.n, 'n');
      at('rows').add(row);
      return row;
    });
  }
  /* `next` gets the record as it stands now and returns the new one, or null to leave it. Nothing is written over unseen. */
  function change(uuid, next) {
    return within(['rows'], 'readwrite', async at => {
      const now = await asked(at('rows').get(uuid)), then = now && next(now);
      if (then) at('rows').put(then);
      return then || null;
    });
  }
  async function rewrite(uuid, facts, words, may) {
    const sealed = await seal(words, uuid);
    return change(uuid, now => may(now) ? Object.assign({}, now, facts, { sealed }) : null);
  }
  /* The same words under a new number: for a row whose number the register knows with other words. */
  async function renumber(uuid, fresh) {
    const row = await opened(await read(uuid)), words = { text: row.text, name: row.name, phone: row.phone };
    const sealed = await seal(words, fresh);
    return within(['rows'], 'readwrite', async at => {
      const now = await asked(at('rows').get(uuid));
      if (!now) return null;
      at('rows').delete(uuid);
      const then = Object.assign({}, now, { uuid: fresh, sealed, state: 'waiting', number: '', reason: '' });
      at('rows').add(then);
      return then;
    });
  }
  async function remove(uuid, may) {
    return within(['rows'], 'readwrite', async at => {
      const now = await asked(at('rows').get(uuid));
      if (!now || !may(now)) return null;
      at('rows').delete(uuid);
      return now;
    });
  }
  const putBack = row => within(['rows'], 'readwrite', at => { at('rows').put(row); });

  /* Received rows leave the device: all of one seat at once by its own wish, every one after a week. */
  function clear(gone) {
    return within(['rows'], 'readwrite', async at => {
      const all = (await asked(at('rows').getAll())).filter(row => row.state === 'taken' && gone(row));
      all.forEach(row => at('rows').delete(row.uuid));
      return all.length;
    });
  }
  const clearOld = () => clear(row => Date.now() - Date.parse(row.received_at) > STAYS);

  const get = name => within(['kept'], 'readonly', at => asked(at('kept').get(name)));
  const keep = (name, value) => within(['kept'], 'readwrite', at => { at('kept').put(value, name); });
  const drop = name => within(['kept'], 'readwrite', at => { at('kept').delete(name); });
  const round = uuid => within(['rounds'], 'readonly', at => asked(at('rounds').get(uuid)));
  const putRound = value => within(['rounds'], 'readwrite', at => { at('rounds').put(value); });
  /* A round the server may know by now keeps its facts; its unsent rows move to the round that has the new ones. */
  function moveRows(from, to) {
    return within(['rows'], 'readwrite', async at => {
      (await asked(at('rows').getAll())).filter(row => row.round === from && /waiting|refused/.test(row.state))
        .forEach(row => at('rows').put(Object.assign({}, row, { round: to, state: 'waiting', reason: '' })));
    });
  }

  window.awayStore = {
    open, rows, read, opened, add, change, rewrite, renumber, remove, putBack, clear, clearOld, seal, unseal,
    get, keep, drop, round, putRound, moveRows
  };
})();
