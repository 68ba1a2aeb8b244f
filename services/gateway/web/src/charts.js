// Draws <figure data-chart data-option="JSON">: plain options, no functions; colours and tooltips come from here.
import * as echarts from "echarts/core";
import { BarChart, GraphChart, HeatmapChart, LineChart, PieChart, SankeyChart, ScatterChart } from "echarts/charts";
import {
  AriaComponent, CalendarComponent, DataZoomComponent, GridComponent, LegendComponent, MarkLineComponent,
  TitleComponent, TooltipComponent, VisualMapComponent,
} from "echarts/components";
import { LabelLayout } from "echarts/features";
import { CanvasRenderer } from "echarts/renderers";

echarts.use([
  BarChart, GraphChart, HeatmapChart, LineChart, PieChart, SankeyChart, ScatterChart,
  AriaComponent, CalendarComponent, DataZoomComponent, GridComponent, LegendComponent, MarkLineComponent,
  TitleComponent, TooltipComponent, VisualMapComponent, LabelLayout, CanvasRenderer,
]);

const dark = matchMedia("(prefers-color-scheme: dark)");
const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
const drawn = new Map();

function ink(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function axis(option) {
  const lines = { lineStyle: { color: ink("--line") } };
  const dress = (one) => ({
    ...one,
    axisLine: { ...lines, ...one.axisLine },
    splitLine: { ...lines, ...one.splitLine },
    axisLabel: { color: ink("--muted"), ...one.axisLabel },
    nameTextStyle: { color: ink("--muted"), ...one.nameTextStyle },
  });
  return Array.isArray(option) ? option.map(dress) : dress(option);
}

function dressed(option) {
  const colours = ["--chart-1", "--chart-2", "--chart-3", "--chart-4", "--chart-5", "--chart-6", "--chart-7"].map(ink);
  const whole = {
    color: colours,
    animation: !still,
    animationDuration: 300,
    textStyle: { color: ink("--ink"), fontFamily: getComputedStyle(document.body).fontFamily },
    ...option,
    aria: { enabled: true, ...option.aria },
    // HTML in a tooltip would bring inline styles, which the page's policy forbids.
    tooltip: {
      confine: true, ...option.tooltip, renderMode: "richText", backgroundColor: ink("--card"), borderColor: ink("--line"),
      textStyle: { color: ink("--ink") },
    },
  };
  if (option.xAxis) whole.xAxis = axis(option.xAxis);
  if (option.yAxis) whole.yAxis = axis(option.yAxis);
  if (option.legend) whole.legend = { textStyle: { color: ink("--ink") }, ...option.legend };
  if (option.visualMap) whole.visualMap = { textStyle: { color: ink("--muted") }, ...option.visualMap };
  whole.series = (option.series ?? []).map((one) => ({
    ...one,
    label: one.label ? { color: ink("--ink"), ...one.label } : one.label,
  }));
  return whole;
}

function draw(figure) {
  const canvas = figure.querySelector(".chart-canvas");
  // A colour in an option is the name of one of the theme's, so that it is right in the light and in the dark.
  const option = JSON.parse(figure.dataset.option, (_, value) => (/^--[a-z0-9-]+$/.test(value) ? ink(value) : value));
  drawn.get(figure)?.dispose();
  const chart = echarts.init(canvas);
  chart.setOption(dressed(option));
  chart.on("click", (item) => {
    if (typeof item.data?.link === "string" && item.data.link.startsWith("/")) location.assign(item.data.link);
  });
  drawn.set(figure, chart);
  figure.dataset.drawn = "yes";
}

const sizes = new ResizeObserver((entries) => {
  for (const entry of entries) drawn.get(entry.target.closest("[data-chart]"))?.resize();
});

function drawAll(root) {
  for (const [figure, chart] of drawn) {
    if (!figure.isConnected) {
      chart.dispose();
      drawn.delete(figure);
    }
  }
  for (const figure of root.querySelectorAll("[data-chart]:not([data-drawn])")) {
    draw(figure);
    sizes.observe(figure.querySelector(".chart-canvas"));
  }
}

drawAll(document);
document.addEventListener("htmx:afterSettle", () => drawAll(document));
dark.addEventListener("change", () => drawn.forEach((_, figure) => draw(figure)));
