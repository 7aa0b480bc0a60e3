// The form of one visit: “否” opens the proposed hazard; without this script everything is open to be filled in.
"use strict";

window.Visits = (() => {
  // Answering “否” shows the hazard; any other answer folds it away, and the server then ignores it.
  const watchAnswer = (ask) => {
    const hazard = ask.querySelector("[data-hazard]");
    const show = () => {
      const chosen = ask.querySelector(".ask__choice input:checked");
      ask.dataset.answer = chosen ? chosen.value : "";
      if (hazard) {
        hazard.hidden = ask.dataset.answer !== "no";
        hazard.open = !hazard.hidden;
      }
    };
    ask.querySelector(".ask__choice").addEventListener("change", show);
    show();
  };

  // Only a visit that took place has answers; only a refusal needs a witness.
  const watchOutcome = (form) => {
    const show = () => {
      const chosen = form.querySelector("[name=outcome]:checked");
      const outcome = chosen ? chosen.value : "checked";
      form.querySelector("[data-asked]").hidden = outcome !== "checked";
      form.querySelector(".visit__refused").hidden = outcome !== "refused";
    };
    form.addEventListener("change", (event) => {
      if (event.target.name === "outcome") {
        show();
      }
    });
    show();
  };

  // Writing about another hazard means registering it.
  const watchExtra = (form) => {
    const extra = form.querySelector("[data-extra]");
    const words = extra.querySelector("textarea");
    const tick = extra.querySelector("[type=checkbox]");
    words.addEventListener("input", () => {
      tick.checked = words.value.trim() !== "";
    });
  };

  const offerRest = (form) => {
    const asks = Array.from(form.querySelectorAll("[data-ask]"));
    if (asks.length < 2) {
      return;
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button visit__rest";
    button.textContent = "其余的都选“是”";
    button.addEventListener("click", () => {
      asks.forEach((ask) => {
        const yes = ask.querySelector("input[value=yes]");
        if (yes && !ask.querySelector(".ask__choice input:checked")) {
          yes.checked = true;
          yes.dispatchEvent(new Event("change", { bubbles: true }));
        }
      });
    });
    asks[asks.length - 1].after(button);
  };

  const enhance = (form) => {
    form.querySelectorAll("[data-ask]").forEach(watchAnswer);
    watchOutcome(form);
    watchExtra(form);
    offerRest(form);
  };

  document.querySelectorAll("form[data-visit]").forEach(enhance);
  return { enhance };
})();
