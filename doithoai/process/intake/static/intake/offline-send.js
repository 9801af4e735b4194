/* Sends what waits on the device, by itself when there is a network. A row is marked before it leaves and keeps its
   number until the server has answered for it; the server knows the number again, so nothing comes in twice. */
(function () {
  'use strict';
  const HOLD = 30e3, PATIENCE = 60e3, FIRST = 5e3, LONGEST = 300e3, BYTES = 60000;
  const store = window.awayStore;

  window.awaySender = function (urls, tell) {
    const state = { busy: false, signedOut: false, wrongSeat: false, failing: false, editing: null };
    let wait = FIRST, timer = 0, most = 20;

    async function ask(url, more) {
      const stop = new AbortController(), late = setTimeout(() => stop.abort(), PATIENCE);
      try {
        /* A redirect is the sign-in door: it must not be followed, the form would be lost on the way. */
        const how = { credentials: 'same-origin', redirect: 'manual', cache: 'no-store', signal: stop.signal };
        const answer = await fetch(url, Object.assign(how, more));
        const kind = answer.headers.get('Content-Type') || '';
        return { status: answer.type === 'opaqueredirect' ? 302 : answer.status, told: /json/.test(kind) ? await answer.json() : null };
      } finally { clearTimeout(late); }
    }

    /* Who is signed in here; a fresh form token comes with it. Throws when the server cannot be reached. */
    async function whoAmI() {
      const { status, told } = await ask(urls.me);
      state.signedOut = status === 302;
      state.wrongSeat = status === 404;
      if (status === 302 || status === 404) return null;
      if (status !== 200 || !told) throw new Error('me ' + status);
      const token = told.token, me = Object.assign({}, told);
      delete me.token;
      await store.keep('me', me);
      await tell('me', me);
      return { me, token };
    }

    const due = (row, all) => row.uuid !== state.editing && !row.lost &&
      (row.state === 'sending' || row.state === 'waiting' && (all || Date.now() - row.edited_at >= HOLD));

    async function asSent(row) {
      const noted = await store.round(row.round);
      const { uuid, kind, village, held_on, attendance, witnesses, meeting } = noted || {};
      return {
        uuid: row.uuid, text: row.text, village: row.village, said_on: row.said_on, name: row.name, phone: row.phone,
        mode: row.mode, typed_at: row.typed_at, round: noted ? { uuid, kind, village, held_on, attendance, witnesses, meeting } : null
      };
    }
    /* Small parcels: on a bad network a cut costs one of them, not all. */
    async function parcel(rows) {
      const chosen = [];
      let bytes = 0;
      for (const row of rows.slice(0, most)) {
        const sent = await asSent(row);
        bytes += new Blob([JSON.stringify(sent)]).size;
        if (chosen.length && bytes > BYTES) break;
        chosen.push(sent);
      }
      return chosen;
    }
    async function mark(sent) {
      const marked = [];
      for (const row of sent) {
        if (row.round) await store.putRound(Object.assign(await store.round(row.round.uuid), { tried: true }));
        if (await store.change(row.uuid, now => /waiting|sending/.test(now.state) ? Object.assign({}, now, { state: 'sending' }) : null)) marked.push(row);
      }
      return marked;
    }

    async function apply(told, sent) {
      const words = new Map(sent.map(row => [row.uuid, row.text]));
      let heard = 0;
      for (const one of told.rows) {
        if (!words.has(one.uuid)) continue;
        heard += 1;
        if (one.result === 'taken') {
          /* Names and numbers of people leave the device as soon as the register has them. */
          const facts = { state: 'taken', number: one.number, reason: '', received_at: new Date().toISOString() };
          await store.rewrite(one.uuid, facts, { text: words.get(one.uuid), name: '', phone: '' }, () => true);
        } else {
          const facts = { state: one.result === 'conflict' ? 'conflict' : 'refused', number: one.number, reason: one.reason };
          await store.change(one.uuid, now => Object.assign({}, now, facts));
        }
      }
      if (!heard) throw new Error('no answer for any row');
    }

    /* The whole parcel was not readable: halve it, and name the one row that cannot pass. */
    async function refuse(answer, sent) {
      if (sent.length > 1) { most = Math.ceil(sent.length / 2); return; }
      const reason = answer.told && answer.told.detail || '';
      await store.change(sent[0].uuid, now => Object.assign({}, now, { state: 'refused', reason }));
    }

    async function post(seat, token, sent) {
      const body = JSON.stringify({ for: seat, rows: sent });
      return ask(urls.send, { method: 'POST', body, headers: { 'Content-Type': 'application/json', 'X-CSRFToken': token } });
    }

    async function sendAll(all) {
      let known = await whoAmI();
      if (!known) return;
      for (let tokens = 1; ;) {
        const { mine } = await store.rows(known.me.seat);
        const sent = await mark(await parcel(mine.filter(row => due(row, all))));
        if (!sent.length) return;
        tell('rows');
        const answer = await post(known.me.seat, known.token, sent);
        if (answer.status === 302 || answer.status === 404) { await whoAmI(); return; }
        if ((answer.status === 403 || answer.status === 409) && tokens) {
          /* Signed in anew meanwhile, perhaps in another seat: the token and the seat are asked again, once. */
          tokens -= 1;
          const seat = known.me.seat;
          known = await whoAmI();
          if (!known || known.me.seat !== seat) return;
          continue;
        }
        if (answer.status === 400 || answer.status === 413) await refuse(answer, sent);
        else if (answer.status === 200 && answer.told) { await apply(answer.told, sent); most = 20; }
        else throw new Error('send ' + answer.status);
        tell('rows');
      }
    }

    async function once(all) {
      if (state.busy) return;
      clearTimeout(timer);
      state.busy = true;
      tell('state');
      try {
        await sendAll(all);
        state.failing = false;
        wait = FIRST;
      } catch (error) {
        state.failing = true;
        wait = Math.min(wait * 2, LONGEST);
      }
      state.busy = false;
      tell('rows');
      plan();
    }

    /* When to look again: soon while rows wait out their half minute, ever more seldom while nothing answers. */
    async function plan() {
      clearTimeout(timer);
      if (state.signedOut || state.wrongSeat) return;
      const me = await store.get('me');
      const { mine } = await store.rows(me && me.seat);
      const open = mine.filter(row => row.uuid !== state.editing && /waiting|sending/.test(row.state) && !row.lost);
      if (!open.length) return;
      const ripe = Math.min(...open.map(row => row.state === 'sending' ? 0 : row.edited_at + HOLD - Date.now()));
      timer = setTimeout(() => { if (navigator.onLine) alone(); else plan(); }, Math.max(ripe, state.failing ? wait : 0, 1000));
    }
    /* Of several tabs one sends at a time. */
    function alone(all) {
      if (!navigator.locks) return once(all);
      return navigator.locks.request('doi-thoai-ngoai-tuyen-gui', { ifAvailable: true }, lock => lock ? once(all) : plan());
    }
    const now = all => { wait = FIRST; state.failing = false; return navigator.onLine || all ? alone(all) : tell('state'); };

    window.addEventListener('online', () => { tell('state'); now(); });
    window.addEventListener('offline', () => tell('state'));
    document.addEventListener('visibilitychange', () => { if (!document.hidden) now(); });
    return { state, now, plan, whoAmI };
  };
})();
