// Wederhoor: which terms were accepted with this order. It never stands in the way of the checkout.
(function(){"use strict";
var me=document.currentScript,shop=me&&me.dataset.shop;if(!shop)return;
var api=new URL(me.src).origin+"/api/v1/acceptances/"+encodeURIComponent(shop)+"/",no=function(){};
function words(n){return n?(n.innerText||n.value||"").trim().slice(0,400):""}
function watch(box){
 var form=box.form,before=box.checked,now={},hash="";if(!form)return;
 var label=(box.labels&&box.labels[0])||form,link=label.querySelector("a[href]");
 var terms=box.dataset.terms||(link?link.href:"");
 fetch(api+"version?terms="+encodeURIComponent(terms)).then(function(a){return a.json()}).then(function(a){now=a}).catch(no);
 if(terms&&new URL(terms,location).origin===location.origin&&window.crypto&&crypto.subtle)
  fetch(terms,{credentials:"omit"}).then(function(a){return a.arrayBuffer()})
  .then(function(a){return crypto.subtle.digest("SHA-256",a)}).then(function(a){
   hash=Array.from(new Uint8Array(a),function(b){return("0"+b.toString(16)).slice(-2)}).join("")}).catch(no);
 form.addEventListener("submit",function(e){try{
  var field=form.elements.namedItem("order"),order=form.dataset.order||(field&&field.value);if(!order)return;
  var said=JSON.stringify({order:order,version:now.version||"",sha256:hash,box:label===form?"":words(label),
   button:words(e.submitter||form.querySelector("[type=submit],button")).slice(0,80),
   was_preticked:before,is_ticked:box.checked});
  if(!(navigator.sendBeacon&&navigator.sendBeacon(api+"browser",said)))
   fetch(api+"browser",{method:"POST",body:said,keepalive:true,mode:"no-cors"}).catch(no)
 }catch(x){}})}
document.querySelectorAll("input[data-wederhoor-accept]").forEach(watch)})();
