// Videos of other houses: who shows it and under which identifier; the reader's page builds the rest.

import { Node } from "django-prose-editor/editor";

import { element, gettext } from "newsroom/editor/dom";
import { Field, island, moves } from "newsroom/editor/views";
import { text } from "newsroom/editor/blocks";

const HOUSES = {
  youtube: {
    name: "YouTube",
    find: /^(?:(?:www\.|m\.|music\.)?youtube(?:-nocookie)?\.com\/(?:watch\?(?:.*&)?v=|shorts\/|embed\/|live\/)|youtu\.be\/)([^?&/#]+)/,
    page: (id) => `https://www.youtube.com/watch?v=${id}`,
  },
  vimeo: {
    name: "Vimeo",
    find: /^(?:www\.)?(?:player\.)?vimeo\.com\/(?:video\/|channels\/[^/]+\/|groups\/[^/]+\/videos\/)?(\d+)/,
    page: (id) => `https://vimeo.com/${id}`,
  },
  dailymotion: {
    name: "Dailymotion",
    find: /^(?:(?:www\.)?dailymotion\.com\/(?:embed\/)?video\/|dai\.ly\/)([^?&/#_]+)/,
    page: (id) => `https://www.dailymotion.com/video/${id}`,
  },
  tiktok: {
    name: "TikTok",
    find: /^(?:(?:www|m)\.)?tiktok\.com\/(?:@[^/]+\/video|embed\/v2|v)\/(\d+)/,
    page: (id) => `https://www.tiktok.com/embed/v2/${id}`,
  },
  facebook_video: {
    name: "Facebook",
    find: /^(?:(?:www|m|web)\.)?facebook\.com\/(?:watch\/?\?(?:.*&)?v=|[^/]+\/videos\/(?:[^/]+\/)?|reel\/)(\d+)/,
    page: (id) => `https://www.facebook.com/watch/?v=${id}`,
  },
};

/** Return provider and identifier of a video's address, or null; `providers` are the server's patterns. */
export function readAddress(address, providers) {
  const bare = address.trim().replace(/^https?:\/\//i, "");
  for (const [provider, pattern] of Object.entries(providers)) {
    const id = HOUSES[provider]?.find.exec(bare)?.[1];
    if (id && new RegExp(`^${pattern}$`).test(id)) return { provider, id };
  }
  return null;
}

export const Embed = Node.create({
  name: "embed",
  group: "block",
  atom: true,
  addAttributes: () => ({
    provider: { default: "", rendered: false },
    id: { default: "", rendered: false },
    title: { default: "", rendered: false },
  }),
  parseHTML: () => [
    {
      tag: "figure[data-embed]",
      getAttrs: (dom) => ({
        provider: dom.dataset.embed,
        id: dom.dataset.id ?? "",
        title: text(dom.querySelector(":scope > figcaption")),
      }),
    },
  ],
  renderHTML: ({ node: { attrs } }) => [
    "figure",
    { "data-embed": attrs.provider, "data-id": attrs.id },
    ...(attrs.title ? [["figcaption", attrs.title]] : []),
  ],
  addNodeView: () => (props) => new EmbedView(props),
});

class EmbedView {
  constructor(props) {
    const { provider, id } = props.node.attrs;
    const house = HOUSES[provider];
    const name = house?.name ?? provider;
    this.node = props.node;
    this.title = new Field(props, { attribute: "title", label: gettext("Title of the video") });
    this.dom = island(
      { class: "body-block body-embed", role: "group", "aria-label": `${gettext("Video")}: ${name}` },
      element(
        "div",
        { class: "body-block__head" },
        element("span", { class: "body-block__name" }, `${gettext("Video")} ${name}`),
        house ? element("a", { href: house.page(id), target: "_blank", rel: "noopener noreferrer" }, id) : id,
        element("div", { class: "body-block__tools" }, ...(props.editor.isEditable ? moves(props.editor, props.getPos, name) : [])),
      ),
      this.title.dom,
    );
    this.update(props.node);
  }

  update(node) {
    if (node.type !== this.node.type || node.attrs.id !== this.node.attrs.id) return false;
    this.node = node;
    this.title.update(node);
    return true;
  }

  stopEvent(event) {
    return event.target !== this.dom;
  }

  ignoreMutation() {
    return true;
  }
}
