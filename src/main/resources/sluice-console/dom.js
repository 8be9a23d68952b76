// Builds the page. All strings are inserted as text and never as markup.

export const byId = (id) => document.getElementById(id);

export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      node.addEventListener(name.slice(2), value);
    } else if (value !== undefined && value !== null && value !== false) {
      node.setAttribute(name, value === true ? '' : value);
    }
  }
  node.append(...children);
  return node;
}

/** Changes only nodes whose content differs, so that selections and screen readers keep their place. */
export function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

export function setClass(node, name) {
  if (node.className !== name) {
    node.className = name;
  }
}

export function note(node, text) {
  node.hidden = !text;
  setText(node, text || '');
}

/** Shows the result of an action. */
export function report(node, text, bad = false) {
  setClass(node, bad ? 'result bad' : 'result');
  setText(node, text);
}

/** Sets the options by name, and keeps the selected one if it still exists. */
export function setOptions(select, names, first) {
  const wanted = first === undefined ? names : [first, ...names];
  const present = [...select.options].map((option) => option.textContent);
  if (wanted.length === present.length && wanted.every((name, index) => name === present[index])) {
    return;
  }
  const chosen = select.value;
  select.replaceChildren(...wanted.map((name, index) =>
    element('option', { value: first !== undefined && index === 0 ? '' : name }, name)));
  if (names.includes(chosen)) {
    select.value = chosen;
  }
}
