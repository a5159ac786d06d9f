// Every visible text of the page whose colour is too close to what lies behind it: 4.5 to 1, or
// 3 to 1 for large letters (WCAG 2.2, 1.4.3).

const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

function channels(colour) {
  context.clearRect(0, 0, 1, 1);
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
  return [red, green, blue, alpha / 255];
}

function over(front, back) {
  const alpha = front[3];
  return [0, 1, 2].map((i) => front[i] * alpha + back[i] * (1 - alpha)).concat(1);
}

function behind(element) {
  const layers = [];
  for (let at = element; at !== null; at = at.parentElement) {
    const colour = channels(getComputedStyle(at).backgroundColor);
    if (colour[3] > 0) layers.push(colour);
    if (colour[3] === 1) break;
  }
  return layers.reverse().reduce((back, front) => over(front, back), [255, 255, 255, 1]);
}

function luminance(colour) {
  const [red, green, blue] = colour.slice(0, 3).map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function isShown(element) {
  const box = element.getBoundingClientRect();
  return box.width > 1 && box.height > 1 && element.checkVisibility({ visibilityProperty: true });
}

function ownText(element) {
  const texts = [...element.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE);
  const text = texts.map((node) => node.data.trim()).join("");
  return text || (element.matches("input, textarea") ? element.value || element.placeholder : "");
}

const weak = [];
for (const element of document.querySelectorAll("body *")) {
  const text = ownText(element);
  if (text === "" || !isShown(element) || element.closest(":disabled, .avatar")) continue;
  const style = getComputedStyle(element);
  const back = behind(element);
  const [light, dark] = [luminance(over(channels(style.color), back)), luminance(back)].sort(
    (a, b) => b - a,
  );
  const ratio = (light + 0.05) / (dark + 0.05);
  const size = parseFloat(style.fontSize);
  const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
  if (ratio < (large ? 3 : 4.5))
    weak.push(`${ratio.toFixed(2)} ${element.className} "${text.slice(0, 40)}"`);
}
return weak;
