// A sum told back in words (大写) while it is typed, so that 元 and 万元 are not mixed up.
"use strict";

(() => {
  const DIGITS = "零壹贰叁肆伍陆柒捌玖";
  const PLACES = ["", "拾", "佰", "仟"];
  const GROUPS = ["", "万", "亿"];
  const CENTS = { 元: 100n, 万元: 1000000n };

  const four = (number) => {
    let text = "";
    let gap = false;
    for (let place = 3; place >= 0; place -= 1) {
      const digit = Math.floor(number / 10 ** place) % 10;
      if (digit === 0) {
        gap = text !== "";
      } else {
        text += (gap ? "零" : "") + DIGITS[digit] + PLACES[place];
        gap = false;
      }
    }
    return text;
  };

  const whole = (yuan) => {
    let text = "";
    let gap = false;
    for (let power = GROUPS.length - 1; power >= 0; power -= 1) {
      const part = Number((yuan / 10000n ** BigInt(power)) % 10000n);
      if (part === 0) {
        gap = text !== "";
      } else {
        text += (text && (gap || part < 1000) ? "零" : "") + four(part) + GROUPS[power];
        gap = false;
      }
    }
    return text || DIGITS[0];
  };

  const words = (cents) => {
    const yuan = cents / 100n;
    const jiao = Number((cents / 10n) % 10n);
    const fen = Number(cents % 10n);
    const front = yuan || !(jiao || fen) ? `${whole(yuan)}元` : "";
    if (!jiao && !fen) {
      return `${front}整`;
    }
    const gap = yuan && !jiao ? "零" : "";
    return front + gap + (jiao ? `${DIGITS[jiao]}角` : "") + (fen ? `${DIGITS[fen]}分` : "整");
  };

  // Whole 分, or nothing for what the server has to judge.
  const read = (typed, chosen) => {
    const plain = typed.normalize("NFKC").replace(/[,\s]/g, "");
    const found = /^(\d{1,12})(?:\.(\d{0,6}))?(万元|万|元)?$/.exec(plain);
    if (!found) {
      return null;
    }
    const unit = found[3] ? (found[3].startsWith("万") ? "万元" : "元") : chosen;
    const parts = BigInt(found[1] + (found[2] || "").padEnd(6, "0"));
    const cents = parts * CENTS[unit];
    return cents % 1000000n === 0n ? cents / 1000000n : null;
  };

  document.querySelectorAll("[data-money]").forEach((box) => {
    const input = box.querySelector("input");
    const unit = box.querySelector("select");
    const said = box.parentElement.querySelector("[data-money-words]");
    const tell = () => {
      const cents = read(input.value, unit.value);
      said.textContent = cents === null || cents >= 10n ** 14n ? "" : `大写：${words(cents)}`;
    };
    box.addEventListener("input", tell);
    box.addEventListener("change", tell);
    tell();
  });
})();
