//! What somebody wants of the widget in their page, as the form of `/docs/embed` asks for it, and
//! the texts that come of it.

use super::Layout;
use dockline_domain::id::ShopSlug;
use dockline_domain::limits;
use dockline_view::VariantSnapshot;
use dockline_words::{Lang, PageContext, link};
use std::fmt::Write as _;

/// Largest radius that the form takes, in pixels.
pub const RADIUS_PX_MAX: u32 = 60;

/// Whose colours the widget has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// Those of the page's colour scheme.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// The name in the attribute.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// A colour such as `#0d5039`. Nothing else is let into a style sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colour(String);

impl Colour {
    /// Reads three or six hexadecimal digits, the `#` before them may be missing.
    pub fn parse(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').unwrap_or(text);
        let is_colour =
            matches!(digits.len(), 3 | 6) && digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        is_colour.then(|| Self(format!("#{}", digits.to_ascii_lowercase())))
    }

    /// As style sheets write it.
    pub fn text(&self) -> &str {
        &self.0
    }
}

/// What somebody wants of the widget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// The shop's name in addresses, if it was said.
    pub shop: Option<String>,
    /// The variant, if it was said.
    pub sku: Option<String>,
    /// How much room it takes.
    pub layout: Layout,
    /// Whose colours it has.
    pub theme: Theme,
    /// Whether it changes while it is seen.
    pub is_live: bool,
    /// How many are wanted.
    pub quantity: u32,
    /// Its language, unless it is that of the page.
    pub locale: Option<Lang>,
    /// The button's background.
    pub accent: Option<Colour>,
    /// The button's text.
    pub on_accent: Option<Colour>,
    pub radius_px: Option<u32>,
    /// Fields that make no sense, with what stands in them.
    pub wrong: Vec<(&'static str, String)>,
}

/// A form that is being read.
struct Reader<'a> {
    field: &'a dyn Fn(&str) -> Option<&'a str>,
    wrong: Vec<(&'static str, String)>,
}

impl<'a> Reader<'a> {
    fn written(&self, name: &str) -> Option<&'a str> {
        (self.field)(name)
            .map(str::trim)
            .filter(|text| !text.is_empty())
    }

    /// What a field says; an empty one says nothing, and one that makes no sense neither.
    fn read<T>(&mut self, name: &'static str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let text = self.written(name)?;
        let read = parse(text);
        if read.is_none() {
            self.wrong.push((name, text.to_owned()));
        }
        read
    }
}

impl Wish {
    /// Reads the fields of the form.
    pub fn read<'a>(field: &'a dyn Fn(&str) -> Option<&'a str>) -> Self {
        let mut form = Reader {
            field,
            wrong: Vec::new(),
        };
        let number = |text: &str, max: u32| {
            text.parse()
                .ok()
                .filter(|number| (0..=max).contains(number))
        };
        Self {
            shop: form.written("shop").map(str::to_owned),
            sku: form.written("sku").map(str::to_owned),
            layout: form.read("layout", Layout::from_name).unwrap_or_default(),
            theme: form
                .read("theme", |name| {
                    Theme::ALL.into_iter().find(|theme| theme.name() == name)
                })
                .unwrap_or_default(),
            is_live: form
                .read("live", |name| {
                    ["auto", "off"].contains(&name).then_some(name == "auto")
                })
                .unwrap_or(true),
            quantity: form
                .read("quantity", |text| {
                    number(text, limits::QUANTITY_MAX).filter(|units| *units > 0)
                })
                .unwrap_or(1),
            locale: form.read("locale", Lang::from_tag),
            accent: form.read("accent", Colour::parse),
            on_accent: form.read("on-accent", Colour::parse),
            radius_px: form.read("radius", |text| number(text, RADIUS_PX_MAX)),
            wrong: form.wrong,
        }
    }

    /// The shop that was named, where it has the form of one; otherwise the word to be replaced.
    fn known_shop(&self) -> String {
        let named = self
            .shop
            .as_deref()
            .and_then(|slug| ShopSlug::parse(slug).ok());
        named.map_or_else(|| "SHOP".to_owned(), |slug| slug.to_string())
    }

    /// The attributes of the element, those left out that would say what is so without them.
    pub fn attributes(&self, snapshot: Option<&VariantSnapshot>) -> Vec<(&'static str, String)> {
        let (shop, sku) = snapshot.map_or_else(
            || (self.known_shop(), "SKU".to_owned()),
            |snapshot| (snapshot.shop.slug.to_string(), snapshot.sku.to_string()),
        );
        let mut attributes = vec![("shop", shop), ("sku", sku)];
        let mut unless = |is_usual: bool, name, value: &str| {
            if !is_usual {
                attributes.push((name, value.to_owned()));
            }
        };
        unless(
            self.layout == Layout::default(),
            "layout",
            self.layout.name(),
        );
        unless(self.theme == Theme::default(), "theme", self.theme.name());
        unless(self.quantity == 1, "quantity", &self.quantity.to_string());
        unless(
            self.locale.is_none(),
            "locale",
            self.locale.unwrap_or_default().tag(),
        );
        unless(self.is_live, "live", "off");
        attributes
    }

    /// The element with the link inside.
    pub fn tag(&self, ctx: &PageContext, snapshot: Option<&VariantSnapshot>) -> String {
        let attributes: Vec<String> = self
            .attributes(snapshot)
            .iter()
            .map(|(name, value)| format!("{name}=\"{}\"", escaped(value)))
            .collect();
        let fallback = ctx.words().say("embed-fallback");
        let href = escaped(&ctx.absolute(&page_of(snapshot)));
        format!(
            "<dockline-availability {}>\n  <a href=\"{href}\">{fallback}</a>\n</dockline-availability>",
            attributes.join(" ")
        )
    }

    /// The line that has the answer on its way before the script is there. Its address is the one
    /// that the widget asks for.
    pub fn preload(&self, ctx: &PageContext, snapshot: Option<&VariantSnapshot>) -> String {
        let attributes = self.attributes(snapshot);
        let [shop, sku] = [0, 1].map(|index| link::encoded(&attributes[index].1));
        let lang = self.locale.unwrap_or(ctx.lang).tag();
        let path = format!(
            "/embed/v1/{shop}/{sku}?lang={lang}&quantity={}&layout={}",
            self.quantity,
            self.layout.name()
        );
        format!(
            "<link rel=\"preload\" as=\"fetch\" crossorigin href=\"{}\">",
            escaped(&ctx.absolute(&path))
        )
    }

    /// The style sheet of the page around it: the room that the widget takes, and what is its own
    /// about it.
    pub fn style(&self) -> String {
        let (room, narrow) = match self.layout {
            Layout::Card => ("28rem", "34rem"),
            Layout::Inline => ("4.5rem", "6rem"),
            Layout::Badge => ("3rem", "4.5rem"),
        };
        let mut text = format!(
            "dockline-availability {{\n  display: block;\n  min-block-size: {room};\n{}}}\n",
            self.properties()
        );
        let _ = write!(
            text,
            "@media (width < 30rem) {{\n  dockline-availability {{ min-block-size: {narrow} }}\n}}"
        );
        text
    }

    /// What the preview looks like.
    pub fn look(&self) -> String {
        format!(
            ".embed__preview dockline-availability {{\n{}}}\n",
            self.properties()
        )
    }

    fn properties(&self) -> String {
        let radius = self.radius_px.map(|px| format!("{px}px"));
        let mut text = String::new();
        for (name, value) in [
            ("accent", self.accent.as_ref().map(Colour::text)),
            ("on-accent", self.on_accent.as_ref().map(Colour::text)),
            ("radius", radius.as_deref()),
        ] {
            if let Some(value) = value {
                let _ = writeln!(text, "  --dockline-{name}: {value};");
            }
        }
        text
    }

    /// The query of the preview's style sheet; nothing when it looks as it does by itself.
    pub fn look_query(&self) -> Option<String> {
        let radius = self.radius_px.map(|px| px.to_string());
        let pairs: Vec<String> = [
            (
                "accent",
                self.accent
                    .as_ref()
                    .map(|colour| colour.text().trim_start_matches('#')),
            ),
            (
                "on-accent",
                self.on_accent
                    .as_ref()
                    .map(|colour| colour.text().trim_start_matches('#')),
            ),
            ("radius", radius.as_deref()),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name}={}", value?)))
        .collect();
        (!pairs.is_empty()).then(|| pairs.join("&"))
    }
}

/// The page that the link inside leads to.
fn page_of(snapshot: Option<&VariantSnapshot>) -> String {
    snapshot.map_or_else(
        || "/".to_owned(),
        |snapshot| {
            link::product(
                &snapshot.shop.slug,
                &snapshot.handle,
                Some(&snapshot.sku),
                1,
            )
        },
    )
}

/// A text inside an attribute.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wish(pairs: &[(&'static str, &'static str)]) -> Wish {
        let pairs = pairs.to_vec();
        Wish::read(&|name| {
            pairs
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| *value)
        })
    }

    #[test]
    fn what_is_usual_is_not_written() {
        assert_eq!(
            wish(&[]).attributes(None),
            [("shop", "SHOP".to_owned()), ("sku", "SKU".to_owned())]
        );
        assert_eq!(
            wish(&[("shop", "demo"), ("sku", "NONE")]).attributes(None)[0],
            ("shop", "demo".to_owned())
        );
        let all = wish(&[
            ("layout", "badge"),
            ("theme", "dark"),
            ("quantity", "3"),
            ("locale", "de"),
            ("live", "off"),
        ]);
        let names: Vec<_> = all
            .attributes(None)
            .into_iter()
            .skip(2)
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        assert_eq!(
            names,
            [
                "layout=badge",
                "theme=dark",
                "quantity=3",
                "locale=de",
                "live=off"
            ]
        );
    }

    #[test]
    fn only_colours_and_numbers_come_into_a_style_sheet() {
        let nice = wish(&[("accent", "#FF8800"), ("on-accent", "000"), ("radius", "4")]);
        assert!(
            nice.style().contains("--dockline-accent: #ff8800;\n  --dockline-on-accent: #000;\n  --dockline-radius: 4px;"),
            "{}",
            nice.style()
        );
        assert_eq!(
            nice.look_query().unwrap(),
            "accent=ff8800&on-accent=000&radius=4"
        );
        let evil = wish(&[
            ("accent", "red;} body{display:none"),
            ("on-accent", "#12345g"),
            ("radius", "-1"),
        ]);
        assert_eq!(
            (evil.look_query(), evil.properties()),
            (None, String::new())
        );
        assert_eq!(
            evil.wrong.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
            ["accent", "on-accent", "radius"]
        );
    }

    #[test]
    fn what_makes_no_sense_is_told_and_taken_as_usual() {
        let odd = wish(&[
            ("quantity", "0"),
            ("layout", "huge"),
            ("theme", "purple"),
            ("locale", "xx"),
            ("live", "maybe"),
        ]);
        assert_eq!(odd.wrong.len(), 5);
        assert_eq!(odd.attributes(None).len(), 2);
    }
}
