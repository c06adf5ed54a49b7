// Somebody without a mouse: Tab, Enter, Space, arrows and letters are all there is.
import assert from "node:assert/strict";

// So many presses of Tab lead through every page.
const FAR = 400;

export class Keyboard {
  constructor(page) {
    this.page = page;
  }

  press(key) {
    return this.page.keyboard.press(key);
  }

  // Presses Tab (or `key`) until `target` has the focus, and holds that one can see where it is.
  async to(target, key = "Tab") {
    await target.first().waitFor({ state: "attached" });
    const has = () => target.evaluateAll((all) => all.includes(document.activeElement));
    for (let presses = 0; presses < FAR; presses += 1) {
      if (await has()) {
        const seen = await this.page.evaluate(() => {
          const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
          return outlineStyle !== "none" && parseFloat(outlineWidth) > 0;
        });
        assert.ok(seen, `the focus on ${target} cannot be seen`);
        return;
      }
      await this.press(key);
    }
    assert.fail(`${key} does not lead to ${target} on ${this.page.url()}`);
  }

  // Types into a field, over what stands there.
  async type(target, text) {
    await this.to(target);
    await this.press("Control+A");
    await this.page.keyboard.type(text);
  }

  // Presses `key` on `target`, and waits for the page that follows.
  async go(target, key = "Enter") {
    await this.to(target);
    await this.leave(() => this.press(key));
  }

  // Waits for the page that follows what `deed` presses.
  async leave(deed) {
    const arrived = this.page.waitForEvent("load");
    await deed();
    await arrived;
  }

  // `g` and a letter lead to a place.
  async place(letter, path) {
    await this.leave(async () => {
      await this.press("g");
      await this.press(letter);
    });
    assert.equal(new URL(this.page.url()).pathname, path);
  }
}
