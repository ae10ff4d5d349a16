/* The map's behaviour. Python sends two things: outlines once (window.PETITION_OUTLINES, in a script of its own)
   and then, at each change, a small payload of colours and words (see dashboard/maps.py).
   All words are set as text, never as HTML. */
(function () {
  "use strict";

  function element(tag, className, text) {
    var made = document.createElement(tag);
    if (className) made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function tooltip(lines) {
    var box = element("div");
    lines.forEach(function (line, i) { box.appendChild(element("div", i ? "pm-line" : "pm-name", line)); });
    return box;
  }

  var Legend = L.Control.extend({
    options: { position: "bottomright" },
    onAdd: function () {
      this.box = element("div", "pm-legend");
      L.DomEvent.disableClickPropagation(this.box);
      L.DomEvent.disableScrollPropagation(this.box);
      return this.box;
    },
    show: function (legend) {
      var box = this.box;
      box.replaceChildren(element("div", "pm-legend-title", legend.title));
      if (legend.unit) box.appendChild(element("div", "pm-legend-unit", legend.unit));
      legend.classes.forEach(function (entry) {
        var row = element("div", "pm-legend-row");
        var mark = element("span", "pm-swatch" + (entry.mark ? " pm-" + entry.mark : ""));
        mark.style.background = entry.colour;
        row.appendChild(mark);
        row.appendChild(element("span", "", entry.label));
        box.appendChild(row);
      });
      legend.notes.forEach(function (note) { box.appendChild(element("div", "pm-note", note)); });
    }
  });

  /* Show what is in focus, unless the reader has moved the map. The legend takes room of its own where there
     is enough. A frame that is not laid out yet has no size; its ResizeObserver calls again. */
  function fit(state) {
    var map = state.map;
    map.stop();
    map.invalidateSize({ animate: false });
    if (state.moved || !state.target || map.getSize().x < 60 || map.getSize().y < 60) return;
    var legend = map.getContainer().querySelector(".pm-legend");
    var width = map.getSize().x, beside = 8;
    /* Before its style sheet is there the legend is as wide as the map, and would leave the rest no room. */
    if (legend && width > 560) beside = Math.min(legend.offsetWidth + 12, width / 2);
    map.setMinZoom(1);
    map.fitBounds(state.target, { animate: false, paddingTopLeft: [8, 8], paddingBottomRight: [beside, 8] });
    map.setMinZoom(Math.max(1, Math.min(map.getZoom(), map.getBoundsZoom(state.county.getBounds())) - 1));
    /* Only now: bounds set on a map that is elsewhere start a pan, which would end after this one. */
    if (!map.options.maxBounds) map.setMaxBounds(state.county.getBounds().pad(1.5));
  }

  function build(map, settings) {
    var outlines = window.PETITION_OUTLINES;
    var frame = map.getContainer();
    frame.style.setProperty("height", "100vh", "important");
    frame.style.setProperty("width", "100%", "important");
    document.body.classList.toggle("pm-large", Boolean(settings.large));
    map.attributionControl.setPrefix(false);
    if (settings.still) {
      ["dragging", "scrollWheelZoom", "doubleClickZoom", "boxZoom", "keyboard", "touchZoom"].forEach(
        function (part) { if (map[part]) map[part].disable(); });
      map.zoomControl.remove();
    }
    map.createPane("pm-heat").style.zIndex = 410;
    map.createPane("pm-roads").style.zIndex = 415;
    map.createPane("pm-borders").style.zIndex = 420;
    map.createPane("pm-selected").style.zIndex = 430;
    map.createPane("pm-route").style.zIndex = 440;
    ["pm-heat", "pm-roads", "pm-borders", "pm-selected"].forEach(function (pane) {
      map.getPane(pane).style.pointerEvents = "none";
    });
    var state = { map: map, villages: [], byCode: {}, legend: new Legend(), words: null, moved: false };
    window.PETITION_STATE = state;
    L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
    state.legend.addTo(map);
    if (!outlines) return;

    outlines.villages.forEach(function (village, i) {
      var layer = L.geoJSON(village.geometry, { style: { className: "pm-village", weight: 0.7 } });
      layer.bindTooltip(function () { return tooltip(state.words ? state.words[i] : [village.name]); },
        { sticky: true, direction: "top", className: "pm-tooltip" });
      layer.addTo(map);
      layer.at = village.at;
      state.villages.push(layer);
      state.byCode[village.code] = layer;
    });
    state.roads = outlines.roads.map(function (road) {
      return L.geoJSON(road.geometry, { pane: "pm-roads", interactive: false,
        style: { className: "pm-road", weight: /^(motorway|trunk|primary)/.test(road["class"]) ? 1.6 : 0.8, fill: false } }).addTo(map);
    });
    state.borders = outlines.townships.map(function (township) {
      L.marker(township.at, { pane: "pm-borders", interactive: false, keyboard: false, icon: L.divIcon({
        className: "pm-township-name", iconSize: null, html: element("span", "", township.name) }) }).addTo(map);
      return L.geoJSON(township.geometry, { pane: "pm-borders", interactive: false,
        style: { className: "pm-township", weight: 1.6, fill: false } }).addTo(map);
    });
    state.county = L.geoJSON(outlines.county, { pane: "pm-borders", interactive: false,
      style: { className: "pm-county", weight: 3, fill: false } }).addTo(map);
    state.target = state.county.getBounds();
    map.on("dragstart", function () { state.moved = true; });
    map.on("click", function () { window.parent.focus(); }); // so that the page's keys work after a click
    frame.addEventListener("wheel", function () { state.moved = true; }, { passive: true });
    new ResizeObserver(function () { fit(state); }).observe(frame);
    window.addEventListener("load", function () { fit(state); });
  }

  function heat(state, overlay) {
    if (!overlay) {
      if (state.heat) { state.heat.remove(); state.heat = null; }
    } else if (state.heat) {
      state.heat.setUrl(overlay.image);
    } else {
      state.heat = L.imageOverlay(overlay.image, overlay.bounds,
        { pane: "pm-heat", opacity: 0.85, interactive: false, className: "pm-heat" }).addTo(state.map);
    }
  }

  /* Routes with their stops; where there are many, the stops are small. */
  function drive(state, routes) {
    if (state.routes) state.routes.remove();
    state.routes = null;
    if (!routes || !routes.length) return;
    var group = L.layerGroup();
    var size = routes.length > 1 ? " pm-small" : "";
    routes.forEach(function (route) {
      var road = route.path.length;
      L.polyline(road ? route.path : route.stops.map(function (stop) { return stop.at; }),
        { pane: "pm-route", className: "pm-route", weight: size ? 2 : 3, dashArray: road ? null : "6 5",
          interactive: false }).addTo(group);
      route.stops.forEach(function (stop) {
        L.marker(stop.at, { pane: "pm-route", interactive: false, keyboard: false, icon: L.divIcon({
          className: "pm-stop" + (stop.kind === "hub" ? " pm-hub" : "") + size, iconSize: null,
          html: element("span", "", stop.label) }) }).addTo(group);
      });
    });
    state.routes = group.addTo(state.map);
  }

  function link(state, links) {
    if (state.links) { state.links.remove(); state.links = null; }
    if (links && links.length) {
      state.links = L.polyline(links, { pane: "pm-roads", className: "pm-link", weight: 1,
        interactive: false }).addTo(state.map);
    }
  }

  function show(payload) {
    var state = window.PETITION_STATE;
    var tokens = payload.tokens;
    Object.keys(tokens).forEach(function (name) {
      document.documentElement.style.setProperty("--" + name, tokens[name]);
    });
    state.words = payload.words;
    state.villages.forEach(function (layer, i) {
      layer.setStyle({ fillColor: payload.palette[payload.classes[i]], color: tokens["border"],
        fillOpacity: payload.faint[i] === "1" ? 0.4 : 1 });
    });
    if (state.chosen) { state.chosen.remove(); state.chosen = null; }
    var outlined = state.villages.filter(function (_, i) { return payload.marked[i] === "1"; });
    if (payload.selected && state.byCode[payload.selected]) outlined.push(state.byCode[payload.selected]);
    if (outlined.length) {
      state.chosen = L.layerGroup(outlined.map(function (layer) {
        return L.geoJSON(layer.toGeoJSON(), { pane: "pm-selected", interactive: false,
          style: { className: "pm-chosen", weight: outlined.length > 1 ? 2.5 : 4, fill: false } });
      })).addTo(state.map);
    }
    heat(state, payload.heat);
    drive(state, payload.routes);
    link(state, payload.links);
    state.legend.show(payload.legend);
    if (state.county && payload.focus !== state.focus) {
      state.focus = payload.focus;
      state.moved = false;
      var part = L.featureGroup(state.villages.filter(function (_, i) { return payload.focused[i] === "1"; }));
      state.target = part.getBounds().isValid() ? part.getBounds() : state.county.getBounds();
      fit(state);
    }
    state.painted = payload.token;
    document.body.setAttribute("data-painted", payload.token);
  }

  window.PetitionMap = {
    build: build,
    show: show,
    /* The same as a click with the mouse, by a village's code. */
    click: function (code) {
      var state = window.PETITION_STATE;
      state.map.fire("click", { latlng: L.latLng(state.byCode[code].at) });
    }
  };
})();
