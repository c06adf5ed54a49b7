// Somebody with a mouse, whose clicks are counted. Typing is no click.

export class Mouse {
  constructor(page) {
    this.page = page;
    this.clicks = 0;
  }

  // Clicks what a person would click; the page that follows is there afterwards.
  async click(target) {
    this.clicks += 1;
    await target.click();
    await this.page.waitForLoadState("load");
  }
}
