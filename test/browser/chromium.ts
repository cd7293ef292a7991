/** A headless Chromium of this machine, and what a page in it shows. */
import { type Browser, chromium, type Page } from 'playwright-core';

/** No part of the browser that looks beyond this machine. */
const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts it with a profile of its own. */
export const launch = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, headless: true, chromiumSandbox: false, args: QUIET });

/** What goes wrong on a page, as it happens. */
const complaintsOf = (page: Page): readonly string[] => {
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (said) => {
    if (said.type() === 'error') complaints.push(said.text());
  });
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
  return complaints;
};

/** The text of an element once it has one; throws with what the page has complained of when it fails instead. */
export const shown = async (browser: Browser, url: string, element: string): Promise<string> => {
  const page = await browser.newPage();
  const complaints = complaintsOf(page);
  try {
    await page.goto(url);
    const settled = page.locator(`#${element}:not(:empty), #error:not(:empty)`);
    await settled.first().waitFor({ state: 'attached' });
    const error = await page.locator('#error').textContent();
    if (error !== '' || complaints.length > 0) {
      throw new Error([url, error, ...complaints].join('\n'));
    }
    return (await page.locator(`#${element}`).textContent()) ?? '';
  } catch (cause) {
    throw new Error([url, ...complaints].join('\n'), { cause });
  } finally {
    await page.close();
  }
};
