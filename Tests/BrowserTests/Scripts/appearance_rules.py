"""What can be measured of how a page looks, as JavaScript that gives a list of what is wrong."""

# Elements that take the page wider than the window, and the page itself.
OVERFLOW = """
() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const scrolls = (element) => {
        for (let parent = element.parentElement; parent; parent = parent.parentElement) {
            if (parent !== document.body && parent !== root && getComputedStyle(parent).overflowX !== "visible") return true;
        }
        return false;
    };
    const wide = [...document.body.querySelectorAll("*")].filter(
        (element) => element.getBoundingClientRect().right > root.clientWidth + 0.5 && !scrolls(element));
    const name = (element) => element.tagName.toLowerCase() + (element.id ? "#" + element.id : "")
        + (typeof element.className === "string" && element.className ? "." + element.className.replaceAll(" ", ".") : "");
    return [`page ${root.scrollWidth} px wide in ${root.clientWidth} px`,
        ...wide.slice(-4).map((element) => `${name(element)} to ${Math.round(element.getBoundingClientRect().right)} px`)];
}
"""

# Controls and texts that lie on one another, though neither contains the other.
OVERLAPS = """
() => {
    const isSeen = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    const floats = (element) => {
        for (let node = element; node; node = node.parentElement) {
            if (["fixed", "absolute", "sticky"].includes(getComputedStyle(node).position)) return true;
        }
        return false;
    };
    const clipped = (element) => {
        let { left, top, right, bottom } = element.getBoundingClientRect();
        for (let parent = element.parentElement; parent; parent = parent.parentElement) {
            if (getComputedStyle(parent).overflow === "visible") continue;
            const box = parent.getBoundingClientRect();
            [left, top, right, bottom] = [Math.max(left, box.left), Math.max(top, box.top), Math.min(right, box.right),
                Math.min(bottom, box.bottom)];
        }
        return { left, top, right, bottom };
    };
    const kinds = "a, button, input:not([type=hidden]), select, textarea, summary, label, h1, h2, h3, .prompt, .reasoning, .answer";
    const found = [...document.querySelectorAll(kinds)].filter((element) => isSeen(element) && !floats(element)
        && !element.closest("svg")).slice(0, 400).map((element) => ({ element, box: clipped(element) }))
        .filter(({ box }) => box.right - box.left > 1 && box.bottom - box.top > 1);
    const name = (element) => `${element.tagName.toLowerCase()}${element.id ? "#" + element.id : ""} `
        + `“${(element.textContent || element.name || "").trim().slice(0, 20)}”`;
    const overlaps = [];
    for (const [index, first] of found.entries()) {
        for (const second of found.slice(index + 1)) {
            if (first.element.contains(second.element) || second.element.contains(first.element)) continue;
            const width = Math.min(first.box.right, second.box.right) - Math.max(first.box.left, second.box.left);
            const height = Math.min(first.box.bottom, second.box.bottom) - Math.max(first.box.top, second.box.top);
            if (width > 1 && height > 1) {
                overlaps.push(`${name(first.element)} and ${name(second.element)} by ${Math.round(width)} × ${Math.round(height)} px`);
            }
        }
    }
    return overlaps;
}
"""

# Texts whose contrast with what lies behind them is below 4.5 (3 where they are large); symbols beside a text are left out, as WCAG 2.2 counts it.
CONTRAST = """
() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    const parse = (color) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = "#000";
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
        const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
        return { r, g, b, a: a / 255 };
    };
    const over = (top, under) => ({
        r: top.r * top.a + under.r * (1 - top.a), g: top.g * top.a + under.g * (1 - top.a),
        b: top.b * top.a + under.b * (1 - top.a), a: 1 });
    const luminance = ({ r, g, b }) => {
        const [x, y, z] = [r, g, b].map((part) => {
            const share = part / 255;
            return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const base = matchMedia("(prefers-color-scheme: dark)").matches
        && getComputedStyle(document.documentElement).colorScheme.includes("dark")
        ? { r: 18, g: 18, b: 18, a: 1 } : { r: 255, g: 255, b: 255, a: 1 };
    const background = (element) => {
        const layers = [];
        for (let node = element; node; node = node.parentElement) {
            const style = getComputedStyle(node);
            layers.push(parse(style.backgroundColor));
            if (layers.at(-1).a === 1) break;
        }
        return layers.reverse().reduce((under, layer) => over(layer, under), base);
    };
    const opacity = (element) => {
        let product = 1;
        for (let node = element; node; node = node.parentElement) product *= Number(getComputedStyle(node).opacity);
        return product;
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const poor = new Map();
    while (walker.nextNode()) {
        const text = walker.currentNode.textContent.trim();
        const element = walker.currentNode.parentElement;
        if (!text || element.closest("script, style, template, title, desc, :disabled, [aria-hidden=true]") || !element.checkVisibility()) continue;
        const style = getComputedStyle(element);
        const ink = parse(element.closest("svg") ? style.fill : style.color);
        const behind = background(element);
        const seen = over({ ...ink, a: ink.a * opacity(element) }, behind);
        const [light, dark] = [luminance(seen), luminance(behind)].sort((a, b) => b - a);
        const ratio = (light + 0.05) / (dark + 0.05);
        const size = parseFloat(style.fontSize);
        const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
        if (ratio >= (isLarge ? 3 : 4.5) - 0.005) continue;
        const key = `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""}`;
        if (!poor.has(key)) poor.set(key, `${key} “${text.slice(0, 24)}” has ${ratio.toFixed(2)}`);
    }
    return [...poor.values()];
}
"""
