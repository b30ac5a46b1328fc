
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const tracks = new Map(data.tracks.map((track) => [track.id, track]));
  const player = data.player;
  const element = (id) => document.getElementById(id);

  // Times and shares as texts.

  const clock = (seconds) => {
    if (seconds === null || seconds === undefined) return "–";
    const tenths = Math.round(Math.abs(seconds) * 10);
    const rest = String(Math.floor(tenths / 10) % 60).padStart(2, "0");
    const hours = Math.floor(tenths / 36000), minutes = Math.floor(tenths / 600) % 60;
    const sign = seconds < 0 ? "−" : "";
    return hours ? `${sign}${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${sign}${minutes}:${rest}.${tenths % 10}`;
  };
  const percent = (share) => (100 * share).toFixed(share < 0.0995 ? 1 : 0) + "\u00a0%";
  /** The value of a series in the unit of its plot. */
  const valueText = (name, value) => {
    if (value === null) return "";
    if (name === "changed" || name === "change") return percent(value);
    return String(Number(value.toPrecision(4))) + (name === "elapsed" ? " s" : "");
  };
  const valueAt = (series, frame) => series.values[Math.floor(frame / series.width)] ?? null;

  // The pictures and label maps of the player, decoded when they are shown. The last few are kept.

  const bytes = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

  const decodeMap = (text) => {
    const coded = bytes(text);
    const labels = new Uint16Array(player.width * player.height);
    let place = 0, at = 0;
    const number = () => {
      let value = 0, shift = 0, byte;
      do { byte = coded[at++]; value += (byte & 127) << shift; shift += 7; } while (byte > 127);
      return value;
    };
    while (at < coded.length) {
      const end = place + number();
      labels.fill(number(), place, end);
      place = end;
    }
    return labels;
  };

  const decodePicture = async (text) => {
    if (!text) return null;
    const image = new Image();
    image.src = `data:${player.type};base64,${text}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [player.width, player.height];
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(image, 0, 0, player.width, player.height);
    return context.getImageData(0, 0, player.width, player.height);
  };

  const kept = new Map();
  const load = (place) => {
    let frame = kept.get(place);
    if (!frame) {
      const coded = player.frames[place];
      frame = decodePicture(coded.picture).then((picture) => ({ picture, labels: decodeMap(coded.map) }));
    }
    kept.delete(place);
    kept.set(place, frame);
    if (kept.size > 48) kept.delete(kept.keys().next().value);
    return frame;
  };

  /** The place in the player of the last frame at or before one of the video. */
  const placeOf = (index) => {
    let low = 0, high = player.frames.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (player.frames[middle].index <= index) low = middle; else high = middle - 1;
    }
    const next = player.frames[low + 1];
    return next && next.index - index < index - player.frames[low].index ? low + 1 : low;
  };

  const rgb = (hex) => [1, 3, 5].map((place) => parseInt(hex.slice(place, place + 2), 16));
  const colors = new Map(data.tracks.map((track) => [track.id, rgb(track.color)]));
  for (const [id, color] of Object.entries(data.colors)) colors.set(Number(id), rgb(color));
  const gray = [128, 128, 128];

  /**
   * Draws the regions over their picture.
   * @param only the one region that keeps its colors; the others become pale. null: all.
   * @param lit the region that is drawn stronger; 0: none.
   */
  const draw = (canvas, frame, only, lit) => {
    const { width, height } = player;
    if (canvas.width !== width || canvas.height !== height) [canvas.width, canvas.height] = [width, height];
    const drawn = new ImageData(width, height);
    const { labels, picture } = frame;
    for (let y = 0, n = 0; y < height; y++) {
      for (let x = 0; x < width; x++, n++) {
        const label = labels[n];
        const color = label ? colors.get(label) ?? gray : [0, 0, 0];
        const isBorder = (x > 0 && labels[n - 1] !== label) || (x < width - 1 && labels[n + 1] !== label)
          || (y > 0 && labels[n - width] !== label) || (y < height - 1 && labels[n + width] !== label);
        let share = picture ? (label === lit ? 0.55 : 0.25) : 1;
        if (isBorder) share = 0.9;
        if (only !== null) share = label === only ? (isBorder ? 0.9 : 0.15) : 0;
        const pale = only !== null && label !== only;
        for (let channel = 0; channel < 3; channel++) {
          let value = picture ? picture.data[4 * n + channel] : color[channel];
          if (pale) {
            const base = picture ? picture.data[4 * n] * 0.3 + picture.data[4 * n + 1] * 0.59 + picture.data[4 * n + 2] * 0.11 : 128;
            value = 128 + (base - 128) * 0.35;
          }
          drawn.data[4 * n + channel] = value + (color[channel] - value) * share;
        }
        drawn.data[4 * n + 3] = 255;
      }
    }
    canvas.getContext("2d").putImageData(drawn, 0, 0);
  };

  // The state: a frame of the video, a selected and a pointed region.

  let frame = 0, selected = 0, pointed = 0, shown = null, timer = 0;

  const secondsAt = (index) => {
    const exact = player && player.frames[placeOf(index)];
    return exact && exact.index === index ? exact.seconds : valueAt(data.seconds, index);
  };

  const showPicture = async () => {
    if (!player) return;
    const place = placeOf(frame);
    const loaded = await load(place);
    // A later frame may have been chosen while this one was decoded.
    if (place !== placeOf(frame)) return;
    shown = loaded;
    const source = element("source");
    if (source && loaded.picture) {
      [source.width, source.height] = [player.width, player.height];
      source.getContext("2d").putImageData(loaded.picture, 0, 0);
    }
    draw(element("overlay"), loaded, null, pointed || selected);
  };

  const seek = (index) => {
    frame = Math.max(0, Math.min(data.frames - 1, Math.round(index)));
    const cursor = element("cursor");
    cursor.hidden = false;
    cursor.style.left = `calc(var(--name) + (100% - var(--name)) * ${(frame + 0.5) / data.frames})`;
    for (const figure of document.querySelectorAll(".plot")) {
      const value = valueAt(data.series[figure.dataset.series], frame);
      figure.querySelector("output").textContent = valueText(figure.dataset.series, value);
    }
    if (!player) return;
    const place = placeOf(frame);
    element("slider").value = place;
    element("slider").setAttribute("aria-valuetext", `frame ${frame}`);
    element("clock").textContent = `frame ${player.frames[place].index}, ${clock(player.frames[place].seconds)}`;
    showPicture();
  };

  const step = (count) => {
    if (!player) return seek(frame + count);
    const place = Math.max(0, Math.min(player.frames.length - 1, placeOf(frame) + count));
    seek(player.frames[place].index);
  };

  const play = (isPlaying) => {
    clearTimeout(timer);
    timer = 0;
    const button = element("play");
    if (!button) return;
    button.textContent = isPlaying ? "Pause" : "Play";
    button.setAttribute("aria-pressed", String(isPlaying));
    if (!isPlaying) return;
    const place = placeOf(frame);
    if (place === player.frames.length - 1) return play(false);
    const here = player.frames[place].seconds, next = player.frames[place + 1].seconds;
    const wait = here === null || next === null ? 0.04 : next - here;
    timer = setTimeout(() => { step(1); play(true); }, 1000 * Math.max(0.02, Math.min(0.5, wait)));
  };
  const isPlaying = () => timer !== 0;

  // The selected region.

  const name = (id) => {
    const track = tracks.get(id);
    if (!id) return "no label";
    if (!track) return `region ${id}, one of the small ones`;
    return `${track.name ? `${track.name}, ` : ""}region ${id}: ${percent(track.share)} of the picture on average, ${clock(track.firstSeconds)} – ${clock(track.lastSeconds)}`;
  };

  const node = (kind, text, attributes = {}) => {
    const made = document.createElement(kind);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  /** Some frames with the region, evenly spaced over those of the player. */
  const framesOf = (track, count) => {
    if (!player) return [];
    const places = [];
    player.frames.forEach((frame, place) => {
      if (track.spans.some(([first, last]) => first <= frame.index && frame.index <= last)) places.push(place);
    });
    if (places.length <= count) return places;
    return Array.from({ length: count }, (_, n) => places[Math.round(n * (places.length - 1) / (count - 1))]);
  };

  const describe = (track) => {
    const box = element("selected");
    const facts = [`frames ${track.first} to ${track.last} (${clock(track.firstSeconds)} – ${clock(track.lastSeconds)})`,
      `in ${track.frames} frame${track.frames === 1 ? "" : "s"}`];
    if (track.returns) facts.push(`returns ${track.returns} time${track.returns === 1 ? "" : "s"}`);
    if (track.from) facts.push(`split from ${track.from}`);
    if (track.into) facts.push(`merged into ${track.into}`);
    const jumps = node("p", "", { class: "moments" });
    const jump = (text, index) => jumps.append(node("button", text, { type: "button", "data-frame": index, class: "jump" }));
    jump("born", track.first);
    jump("largest", track.largest);
    track.spans.slice(1, 9).forEach(([first]) => jump(`returns ${clock(secondsAt(first))}`, first));
    jump("last seen", track.last);
    const strip = node("div", "", { class: "strips" });
    for (const place of framesOf(track, 8)) {
      const button = node("button", "", { type: "button", class: "jump", "data-frame": player.frames[place].index });
      const canvas = document.createElement("canvas");
      button.append(canvas, node("span", clock(player.frames[place].seconds)));
      button.setAttribute("aria-label", `frame ${player.frames[place].index}`);
      strip.append(button);
      load(place).then((loaded) => draw(canvas, loaded, track.id, 0));
    }
    box.replaceChildren(node("h3", track.name ? `${track.name} (region ${track.id})` : `Region ${track.id}`), node("p", facts.join(", "), { class: "quiet" }), jumps, strip);
    box.hidden = false;
  };

  const select = (id, { scroll = false } = {}) => {
    const track = tracks.get(id);
    if (!track) return;
    for (const row of document.querySelectorAll('#tracks [aria-selected="true"]')) row.setAttribute("aria-selected", "false");
    const row = element(`track${id}`);
    if (row.hidden) showAll();
    row.setAttribute("aria-selected", "true");
    element("tracks").setAttribute("aria-activedescendant", row.id);
    if (scroll) row.scrollIntoView({ block: "nearest" });
    selected = id;
    describe(track);
    showPicture();
  };

  const showAll = () => {
    for (const row of document.querySelectorAll("#tracks [hidden]")) row.hidden = false;
    element("more")?.remove();
  };

  // Pointer.

  document.addEventListener("click", (event) => {
    const strip = event.target.closest("#axis .strip");
    if (strip) {
      const box = strip.getBoundingClientRect();
      play(false);
      seek((event.clientX - box.left) / box.width * data.frames - 0.5);
    }
    const row = event.target.closest("#tracks [data-track]");
    if (row) return select(Number(row.dataset.track));
    const jump = event.target.closest("[data-frame]");
    if (!jump) return;
    play(false);
    if (jump.dataset.track) select(Number(jump.dataset.track));
    seek(Number(jump.dataset.frame));
  });

  const labelAt = (event) => {
    const box = event.target.getBoundingClientRect();
    const x = Math.floor((event.clientX - box.left) / box.width * player.width);
    const y = Math.floor((event.clientY - box.top) / box.height * player.height);
    const isInside = x >= 0 && y >= 0 && x < player.width && y < player.height;
    return isInside && shown ? shown.labels[y * player.width + x] : 0;
  };

  const point = (label) => {
    if (label === pointed) return;
    pointed = label;
    element("pointed").textContent = label ? name(label) : selected ? name(selected) : "";
    if (shown) draw(element("overlay"), shown, null, pointed || selected);
  };

  if (player) {
    for (const canvas of document.querySelectorAll(".views canvas")) {
      canvas.addEventListener("pointermove", (event) => point(labelAt(event)));
      canvas.addEventListener("pointerleave", () => point(0));
      canvas.addEventListener("click", (event) => select(labelAt(event)));
    }
    const slider = element("slider");
    slider.max = player.frames.length - 1;
    slider.addEventListener("input", () => { play(false); seek(player.frames[slider.value].index); });
    element("play").addEventListener("click", () => {
      if (!isPlaying() && placeOf(frame) === player.frames.length - 1) seek(0);
      play(!isPlaying());
    });
  }
  element("more")?.addEventListener("click", showAll);

  // Keys. Those that an element has of its own stay with it.

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const target = event.target;
    const hasOwnKeys = target.matches("input");
    const isButton = target.matches("button, summary");
    const rows = [...document.querySelectorAll("#tracks [data-track]:not([hidden])")];
    const move = (count) => {
      const here = rows.findIndex((row) => Number(row.dataset.track) === selected);
      const next = rows[Math.max(0, Math.min(rows.length - 1, here < 0 ? 0 : here + count))];
      if (next) select(Number(next.dataset.track), { scroll: true });
    };
    const inTracks = target.closest("#tracks") !== null;
    const actions = {
      ArrowLeft: () => step(-1), ArrowRight: () => step(1), Home: () => seek(0), End: () => seek(data.frames - 1),
      ArrowUp: inTracks ? () => move(-1) : null, ArrowDown: inTracks ? () => move(1) : null,
      Enter: inTracks && selected ? () => seek(tracks.get(selected).first) : null,
      " ": isButton ? null : () => element("play")?.click(),
    };
    const action = hasOwnKeys ? null : actions[event.key];
    if (!action) return;
    event.preventDefault();
    if (event.key !== " ") play(false);
    action();
  });

  // The pictures of the largest regions, one after the other.

  const drawCards = async () => {
    for (const canvas of document.querySelectorAll("canvas.region")) {
      const place = placeOf(Number(canvas.dataset.frame));
      draw(canvas, await load(place), Number(canvas.dataset.track), 0);
    }
  };

  seek(0);
  if (player) drawCards();
  document.documentElement.dataset.ready = "true";
})();
