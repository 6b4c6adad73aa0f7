// Dashboard of Podero, listed by Settings > Dashboards > Add dashboard. The integration
// generates it, in the language of the user and with the entities that they may see.
class PoderoDashboardStrategy extends HTMLElement {
  static async generate(config, hass) {
    const { entry_id, title } = config;
    const message = { type: "podero/dashboard", language: hass.language };
    return {
      title,
      ...(await hass.callWS(entry_id ? { ...message, entry_id } : message)),
    };
  }
}

const tag = "ll-strategy-dashboard-podero";
if (!customElements.get(tag)) {
  customElements.define(tag, PoderoDashboardStrategy);
  window.customStrategies = window.customStrategies || [];
  window.customStrategies.push({
    type: "podero",
    strategyType: "dashboard",
    name: "Podero",
  });
}
