// A table that keeps its rows between two polls, so that the focus stays in place.
// The roles are explicit, because narrow screens show rows as blocks, which removes the roles of a table.

import { element, setText } from './dom.js';

export class Table {

  /**
   * @param root the element that contains the table
   * @param options caption: the name of the table; key: the identity of a row; empty: the text without rows;
   *   columns: each with label, text(item) or node(item, row), and optionally numeric and sort
   * @param onSort called with the column that the user sorts by
   */
  constructor(root, options, onSort) {
    this.options = options;
    this.rows = new Map();
    this.headers = new Map();
    this.body = element('tbody', { role: 'rowgroup' });
    this.empty = element('p', { class: 'empty muted', hidden: true }, options.empty);
    const head = element('tr', { role: 'row' }, ...options.columns.map((column) => this.header(column, onSort)));
    root.append(element('table', { role: 'table', class: 'data' },
      element('caption', { class: 'unseen' }, options.caption),
      element('thead', { role: 'rowgroup' }, head), this.body), this.empty);
  }

  header(column, onSort) {
    const cell = element('th', { role: 'columnheader', scope: 'col', class: column.numeric ? 'numeric' : null });
    if (column.sort) {
      cell.append(element('button', { type: 'button', class: 'sort', onclick: () => onSort(column.sort) }, column.label));
      this.headers.set(column.sort, cell);
    } else {
      cell.append(column.hideLabel ? element('span', { class: 'unseen' }, column.label) : column.label);
    }
    return cell;
  }

  /** @param order the field to sort by, with a - in front for descending order */
  showSort(order) {
    for (const [field, cell] of this.headers) {
      if (order === field || order === `-${field}`) {
        cell.setAttribute('aria-sort', order === field ? 'ascending' : 'descending');
      } else {
        cell.removeAttribute('aria-sort');
      }
    }
  }

  show(items) {
    this.empty.hidden = items.length > 0;
    this.body.parentElement.hidden = items.length === 0;
    const keys = new Set(items.map((item) => this.options.key(item)));
    for (const [key, row] of this.rows) {
      if (!keys.has(key)) {
        row.line.remove();
        this.rows.delete(key);
      }
    }
    items.forEach((item, index) => this.place(item, index));
  }

  place(item, index) {
    const key = this.options.key(item);
    const row = this.rows.get(key) ?? this.create(key, item);
    row.item = item;
    this.options.columns.forEach((column, number) => {
      if (column.text) {
        setText(row.cells[number].firstChild, column.text(item));
      } else {
        column.update?.(row.cells[number].firstChild, item);
      }
    });
    if (this.body.children[index] !== row.line) {
      this.body.insertBefore(row.line, this.body.children[index] ?? null);
    }
  }

  create(key, item) {
    const row = { item };
    row.cells = this.options.columns.map((column) => element('td', {
      role: 'cell', 'data-label': column.label, class: column.numeric ? 'numeric' : (column.class ?? null),
    }, column.text ? element('bdi') : column.node(() => row.item)));
    row.line = element('tr', { role: 'row' }, ...row.cells);
    this.rows.set(key, row);
    return row;
  }

}
