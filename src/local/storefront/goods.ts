/** What the invented shop sells and who comes; all of it fiction. */

export interface Product {
  readonly name: string;
  readonly category: string;
  readonly price: number;
}

export const products: readonly Product[] = [
  { name: "亚麻四件套", category: "家居", price: 469 },
  { name: "香薰蜡烛", category: "家居", price: 89 },
  { name: "羊毛盖毯", category: "家居", price: 329 },
  { name: "手冲咖啡壶", category: "厨房", price: 199 },
  { name: "铸铁锅", category: "厨房", price: 359 },
  { name: "竹制砧板", category: "厨房", price: 79 },
  { name: "婴儿睡袋", category: "母婴", price: 239 },
  { name: "学步鞋", category: "母婴", price: 159 },
  { name: "儿童餐椅", category: "母婴", price: 499 },
  { name: "香氛洗护套装", category: "个护", price: 129 },
  { name: "电动牙刷", category: "个护", price: 269 },
];

export const surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高".split("");
export const givenNames = (
  "芳 伟 娜 敏 静 磊 洋 艳 勇 杰 涛 明 超 霞 平 刚 晓雯 子涵 浩然 思远 雨桐 佳怡 俊杰 梓萱 " +
  "文博 嘉琪 天宇 欣怡 志强 海燕"
).split(" ");
export const foreignNames =
  "Alice Tom Maria James Sofia Oliver Emma Lucas Hannah Noah Chloe Daniel Grace Leo Amelia Henry".split(
    " ",
  );

/** Where customers live; the share of each in customers, of 1 in all. */
export const homes = [
  { share: 0.46, city: "Shanghai", zone: "Asia/Shanghai", country: "CN", locale: "zh-CN" },
  { share: 0.3, city: "Chengdu", zone: "Asia/Shanghai", country: "CN", locale: "zh-CN" },
  { share: 0.06, city: "Urumqi", zone: "Asia/Urumqi", country: "CN", locale: "zh-CN" },
  // The app did not say where: settings.json decides, never silence.
  { share: 0.06, city: "unknown", zone: undefined, country: "CN", locale: "zh-CN" },
  { share: 0.05, city: "Singapore", zone: "Asia/Singapore", country: "SG", locale: "en" },
  { share: 0.04, city: "London", zone: "Europe/London", country: "GB", locale: "en" },
  { share: 0.03, city: "Los Angeles", zone: "America/Los_Angeles", country: "US", locale: "en" },
] as const;
