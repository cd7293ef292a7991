/** What becomes of text that a page would run as code. */
const outcome = () => {
  try {
    return new Function('return "it ran"')();
  } catch (error) {
    return error.name;
  }
};

document.getElementById('outcome').textContent = outcome();
