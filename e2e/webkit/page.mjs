// A page of WebKit as people find their way in it: by role and name, with WebDriver's own idea of both.

import assert from 'node:assert/strict';

import { By, error, Key } from 'selenium-webdriver';

/** @typedef {import('selenium-webdriver').WebDriver} WebDriver */
/** @typedef {import('selenium-webdriver').WebElement} WebElement */
/** @typedef {'button' | 'link' | 'textbox' | 'searchbox' | 'radio' | 'checkbox' | 'row' | 'dialog' | 'heading' | 'option'} Role */

/** What may have a role; WebKit says whether it has. */
const ELEMENTS = {
  button: 'button, [role=button]',
  link: 'a[href]',
  textbox: 'input, textarea',
  searchbox: 'input[type=search]',
  radio: 'input[type=radio]',
  checkbox: 'input[type=checkbox]',
  row: 'tr, [role=row]',
  dialog: 'dialog[open]',
  heading: 'h1, h2, h3',
  option: '[role=option]',
};

const PATIENCE_MS = 20_000;
const PAUSE_MS = 50;

export class Page {
  #driver;

  /** @param {WebDriver} driver */
  constructor(driver) {
    this.#driver = driver;
  }

  /** @param {string} url */
  open(url) {
    return this.#driver.get(url);
  }

  url() {
    return this.#driver.getCurrentUrl();
  }

  back() {
    return this.#driver.navigate().back();
  }

  /**
   * Runs a function in the page.
   * @template T
   * @param {string} body
   * @param {...unknown} values
   * @returns {Promise<T>}
   */
  evaluate(body, ...values) {
    return this.#driver.executeScript(body, ...values);
  }

  /**
   * What is visible and has this role and name; waits for it.
   * @param {Role} role
   * @param {string | RegExp} name
   * @returns {Promise<WebElement>}
   */
  find(role, name) {
    return this.#until(`a ${role} ${name}`, async () => {
      for (const element of await this.#driver.findElements(By.css(ELEMENTS[role]))) {
        if (!(await element.isDisplayed())) continue;
        const called =
          role === 'row' ? await this.#content(element) : await element.getAccessibleName();
        if (
          typeof name === 'string' && role !== 'row' ? called === name : called.search(name) >= 0
        ) {
          return element;
        }
      }
      return undefined;
    });
  }

  /**
   * @param {Role} role
   * @param {string | RegExp} name
   */
  async click(role, name) {
    await this.#steady(async () => (await this.find(role, name)).click());
  }

  /**
   * @param {string | RegExp} label
   * @param {string} text
   * @param {'textbox' | 'searchbox'} [role]
   */
  async fill(label, text, role = 'textbox') {
    await this.#steady(async () => {
      const field = await this.find(role, label);
      await field.clear();
      await field.sendKeys(text);
    });
  }

  /** @param {'ESCAPE'} key */
  async press(key) {
    await this.#driver.actions().sendKeys(Key[key]).perform();
  }

  /**
   * Waits until the page shows a text.
   * @param {string | RegExp} text
   */
  async sees(text) {
    await this.#until(`the text ${text}`, async () => {
      const shown = await this.text();
      return (typeof text === 'string' ? shown.includes(text) : text.test(shown)) || undefined;
    });
  }

  /**
   * Waits until no row has a text.
   * @param {string} text
   */
  async lacksRow(text) {
    await this.#until(`no row ${text}`, async () => {
      const rows = await this.#driver.findElements(By.css(ELEMENTS.row));
      const texts = await Promise.all(rows.map((row) => this.#content(row)));
      return texts.some((shown) => shown.includes(text)) ? undefined : true;
    });
  }

  /**
   * What an element has in it. WebDriver's own text leaves out what may be cut to some lines.
   * @param {WebElement} element
   * @returns {Promise<string>}
   */
  #content(element) {
    return this.#driver.executeScript('return arguments[0].textContent', element);
  }

  /** All that is shown, in a dialog or behind it. */
  text() {
    return this.#driver.findElement(By.css('body')).getText();
  }

  /**
   * Waits until the page's address is of a form.
   * @param {RegExp} form
   */
  async reaches(form) {
    await this.#until(`an address like ${form}`, async () =>
      form.test(await this.url()) ? true : undefined,
    );
  }

  close() {
    return this.#driver.quit();
  }

  /**
   * Once more if what was found has been replaced in between.
   * @param {() => Promise<void>} act
   */
  async #steady(act) {
    await this.#until('what was found stays', async () => {
      await act();
      return true;
    });
  }

  /**
   * @template T
   * @param {string} what
   * @param {() => Promise<T | undefined>} ask
   * @returns {Promise<T>}
   */
  async #until(what, ask) {
    let last = '';
    /** @type {{ answer: T } | undefined} */
    let found;
    const asked = async () => {
      try {
        const answer = await ask();
        last = '';
        if (answer !== undefined) found = { answer };
      } catch (problem) {
        if (!isPassing(problem)) throw problem;
        last = `: ${problem}`;
      }
      return found !== undefined;
    };
    try {
      await this.#driver.wait(asked, PATIENCE_MS, what, PAUSE_MS);
    } catch (problem) {
      if (!(problem instanceof error.TimeoutError)) throw problem;
    }
    if (!found) assert.fail(`${what} doesn't come${last}\nThe page shows:\n${await this.text()}`);
    return found.answer;
  }
}

/**
 * Whether the page has changed while it was looked at.
 * @param {unknown} problem
 */
function isPassing(problem) {
  return (
    problem instanceof error.StaleElementReferenceError ||
    problem instanceof error.NoSuchElementError ||
    problem instanceof error.ElementNotInteractableError ||
    problem instanceof error.ElementClickInterceptedError
  );
}
