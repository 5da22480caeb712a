// Tables: rows of cells as wide as each other, a caption above them.

import { Node, pm } from "django-prose-editor/editor";

import { text } from "newsroom/editor/blocks";
import { element, gettext } from "newsroom/editor/dom";
import { BlockView } from "newsroom/editor/views";

const { tables } = pm;

// prosemirror-tables knows its nodes by this.
const role = (extension) => (extension.config.tableRole ? { tableRole: extension.config.tableRole } : {});

export const Table = Node.create({
  name: "table",
  group: "block plain",
  content: "tableRow+",
  tableRole: "table",
  isolating: true,
  addAttributes: () => ({ caption: { default: "", rendered: false } }),
  parseHTML: () => [
    { tag: "table", getAttrs: (dom) => ({ caption: text(dom.querySelector(":scope > caption")) }) },
    { tag: "caption", ignore: true, priority: 100 },
  ],
  renderHTML: ({ node }) => ["table", ...(node.attrs.caption ? [["caption", node.attrs.caption]] : []), ["tbody", 0]],
  extendNodeSchema: role,
  addNodeView: () => (props) => {
    const inner = element("tbody");
    return new BlockView(props, {
      tag: "div",
      className: "body-table",
      name: gettext("Table"),
      before: [{ attribute: "caption", label: gettext("Caption of the table") }],
      content: { inner, outer: element("div", { class: "body-table__scroll" }, element("table", {}, inner)) },
    });
  },
  addProseMirrorPlugins: () => [tables.tableEditing()],
});

export const TableRow = Node.create({
  name: "tableRow",
  content: "(tableCell | tableHeader)+",
  tableRole: "row",
  parseHTML: () => [{ tag: "tr" }],
  renderHTML: () => ["tr", 0],
});

function cell(name, tag, tableRole) {
  return Node.create({
    name,
    content: "paragraph+",
    tableRole,
    isolating: true,
    addAttributes: () => ({
      colspan: span("colspan", "colSpan"),
      rowspan: span("rowspan", "rowSpan"),
      colwidth: { default: null, rendered: false },
    }),
    parseHTML: () => [{ tag }],
    renderHTML: ({ HTMLAttributes }) => [tag, HTMLAttributes, 0],
  });
}

// Only pasted tables have cells that span others; the server makes single ones of them.
function span(name, property) {
  return {
    default: 1,
    parseHTML: (dom) => dom[property] || 1,
    renderHTML: (attributes) => (attributes[name] > 1 ? { [name]: attributes[name] } : {}),
  };
}

export const TableCell = cell("tableCell", "td", "cell");
export const TableHeader = cell("tableHeader", "th", "header_cell");

/** Return a new table of empty cells, the first row of headers. */
export function emptyTable(schema, rows = 3, columns = 3) {
  const { table, tableRow, tableCell, tableHeader } = schema.nodes;
  const row = (type) => tableRow.create(null, Array.from({ length: columns }, () => type.createAndFill()));
  return table.create(null, Array.from({ length: rows }, (_, place) => row(place ? tableCell : tableHeader)));
}
